import assert from "node:assert/strict";
import { test } from "node:test";
import { append, inVirtualWorld } from "../testing/virtual-logs.ts";
import { LeaderEpochs } from "./leader-epochs.ts";

function epochs(...entries: readonly (readonly [epoch: number, startOffset: number])[]): LeaderEpochs {
  return new LeaderEpochs(entries.map(([epoch, startOffset]) => ({ epoch, startOffset })));
}

const entriesOf = (of: LeaderEpochs) => of.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);

test("an epoch ends where the next larger one begins, the last one at the end of the log", () => {
  const known = epochs([1, 0], [3, 10], [4, 20]);
  const ends = [-1, 0, 1, 2, 3, 4, 5].map((epoch) => {
    const { epoch: found, endOffset } = known.endOffsetOf(epoch, 25);
    return [epoch, found, endOffset];
  });
  assert.deepEqual(ends, [
    [-1, -1, -1],
    [0, 0, 0],
    [1, 1, 10],
    [2, 1, 10],
    [3, 3, 20],
    [4, 4, 25],
    [5, -1, -1],
  ]);
});

test("a record is of the last epoch that begins at or before it", () => {
  const known = epochs([1, 5], [3, 10]);
  assert.deepEqual(
    [0, 4, 5, 9, 10, 99].map((offset) => known.epochOf(offset)),
    [-1, -1, 1, 1, 3, 3],
  );
});

test("the newest news is right: entries that contradict it go", () => {
  const known = epochs([1, 0], [2, 10], [3, 20]);
  known.assign(2, 15);
  assert.deepEqual(entriesOf(known), [
    [1, 0],
    [2, 15],
  ]);
  known.assign(5, 0);
  assert.deepEqual(entriesOf(known), [[5, 0]]);
  known.assign(5, 7);
  assert.deepEqual(entriesOf(known), [[5, 0]], "the same epoch goes on");
});

test("cut from the end, epochs go that begin there or behind; from the start, the one it lies in begins there", () => {
  const known = epochs([1, 0], [2, 10], [3, 20]);
  known.truncateFromEnd(20);
  assert.deepEqual(entriesOf(known), [
    [1, 0],
    [2, 10],
  ]);
  known.truncateFromStart(12);
  assert.deepEqual(entriesOf(known), [[2, 12]]);
  known.truncateFromStart(3);
  assert.deepEqual(entriesOf(known), [[2, 12]]);
});

test("who saves while another saves waits for both", async () => {
  const known = epochs([1, 0]);
  const written: number[] = [];
  const save = () =>
    known.save((entries) => {
      written.push(entries.length);
      return Promise.resolve();
    });
  await save();
  assert.deepEqual(written, [], "there is nothing new");
  known.assign(2, 5);
  const first = save();
  known.assign(3, 9);
  await Promise.all([first, save()]);
  assert.deepEqual(written, [2, 3]);
});

test(
  "epochs reach the disk before their first record, and a leader's epoch counts from the moment it leads",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    await append(log, "a", 3);
    assert.equal(String(logs.content("leader-epoch-checkpoint")), "0\n1\n3 0\n");
    log.beginLeaderEpoch(5);
    assert.deepEqual(log.endOffsetForEpoch(4), { epoch: 3, endOffset: 1 });
    assert.equal(log.leaderEpoch, 5);
    await append(log, "b", 5);
    assert.equal(String(logs.content("leader-epoch-checkpoint")), "0\n2\n3 0\n5 1\n");
    logs.restart();
    const again = await logs.open();
    assert.deepEqual([again.epochOf(0), again.epochOf(1)], [3, 5]);
  }),
);

test(
  "epochs that cannot be read make the log refuse to open, with what to do",
  inVirtualWorld(async (logs) => {
    for (const text of ["1\n0\n", "0\n2\n0 0\n", "0\n1\nnonsense\n", "0\nmany\n", "hello"]) {
      await logs.world.disk.makeDirectory("/data/t-0");
      await logs.write("leader-epoch-checkpoint", text);
      await assert.rejects(logs.open(), {
        name: "CheckpointError",
        message: /leader-epoch-checkpoint is malformed.*Delete/,
      });
    }
    await logs.write("leader-epoch-checkpoint", "");
    assert.equal((await logs.open()).leaderEpoch, -1);
  }),
);

test("what the file says already is not written again, whatever came in between", async () => {
  const known = epochs([1, 0]);
  const written: unknown[] = [];
  const save = () => known.save((entries) => Promise.resolve(void written.push(entries.length)));
  await save();
  known.assign(2, 10);
  known.truncateFromEnd(10);
  await save();
  assert.deepEqual(written, []);
  known.assign(2, 10);
  await save();
  await save();
  assert.deepEqual(written, [2]);
  known.truncateFromEnd(10);
  await assert.rejects(known.save(() => Promise.reject(new Error("the disk is full"))));
  known.assign(2, 10);
  await save();
  assert.deepEqual(written, [2, 2], "after a failure nobody knows what the file says");
});
