import assert from "node:assert/strict";
import { test } from "node:test";
import { soundDisk } from "@ottla/simulator";
import { readAll } from "../testing/read-all.ts";
import { bytesOf, plainBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, type VirtualLogs } from "../testing/virtual-logs.ts";
import { defaultLogConfig } from "./log-config.ts";
import { LogFailure } from "./log-failure.ts";

/** Counts the syncs of the log's records. */
function countSyncs(logs: VirtualLogs): () => number {
  let syncs = 0;
  logs.machine.diskPlan.failing = (operation, path) => {
    if (operation === "sync" && path.endsWith(".log")) syncs++;
    return null;
  };
  return () => syncs;
}

test(
  "flush.messages=1 syncs before every acknowledgement, once for all that were written together",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, flushMessages: 1 } });
    await append(log, "first");
    const syncs = countSyncs(logs);
    const results = ["a", "b", "c"].map((value) =>
      log.append(bytesOf(plainBatch([value], 1000)), { origin: "client", leaderEpoch: 0 }),
    );
    for (const result of results) if (result.kind === "appended") await result.written;
    assert.equal(syncs(), 1);
    await append(log, "d");
    assert.equal(syncs(), 2);
  }),
);

test(
  "flush.messages=n syncs when so many records are not synced",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, flushMessages: 3 } });
    await append(log, "first");
    const syncs = countSyncs(logs);
    await append(log, "second");
    assert.equal(syncs(), 0);
    await append(log, "third");
    assert.equal(syncs(), 1);
    await append(log, plainBatch(["4", "5", "6"], 1000));
    assert.equal(syncs(), 2);
  }),
);

test(
  "by default nothing is synced but what flush asks for",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    const syncs = countSyncs(logs);
    for (let index = 0; index < 10; index++) await append(log, `${index}`);
    await logs.simulation.sleep(3_600_000);
    assert.deepEqual([syncs(), log.recoveryPoint], [0, 0]);
    await log.flush();
    assert.deepEqual([syncs(), log.recoveryPoint], [1, 10]);
    await log.flush();
    assert.equal(syncs(), 1, "there is nothing more to flush");
  }),
);

test(
  "flush.ms makes records durable that are so old",
  inVirtualWorld(async (logs) => {
    const log = await logs.open({ config: { ...defaultLogConfig, flushMs: 1000 } });
    await append(log, "a");
    await logs.simulation.sleep(900);
    assert.equal(log.recoveryPoint, 0);
    await logs.simulation.sleep(200);
    assert.equal(log.recoveryPoint, 1);
    await append(log, "b");
    await logs.simulation.sleep(1100);
    assert.equal(log.recoveryPoint, 2);
  }),
);

for (const [code, message] of [
  ["ENOSPC", /the disk is full\. Appends are refused until there is space again/],
  ["EROFS", /the disk is read-only/],
  ["EIO", /the disk failed/],
] as const) {
  test(
    `a write that fails with ${code} rejects all that waits, leaves what was acknowledged, and is repaired`,
    inVirtualWorld(async (logs) => {
      const failures: boolean[] = [];
      const hooks = {
        saveCheckpoints: () => Promise.resolve(),
        onFailure: (_: Error, { isFatal }: { readonly isFatal: boolean }) => failures.push(isFatal),
      };
      const log = await logs.open({ hooks });
      await append(log, "kept");
      logs.machine.diskPlan.failing = (operation) => (operation === "write" ? code : null);
      const results = ["a", "b"].map((value) =>
        log.append(bytesOf(plainBatch([value], 1000)), { origin: "client", leaderEpoch: 0 }),
      );
      for (const result of results) {
        assert.ok(result.kind === "appended");
        await assert.rejects(result.written, message);
      }
      assert.deepEqual(failures, [false]);
      logs.machine.diskPlan.failing = null;
      await logs.simulation.sleep(2000);
      assert.equal(log.failure, null);
      const { baseOffset } = await append(log, "after");
      assert.equal(baseOffset, 1);
      assert.deepEqual(
        (await readAll(log)).map(({ value }) => String(value)),
        ["kept", "after"],
      );
      logs.restart();
      assert.equal((await logs.open()).endOffset, 2);
    }),
  );
}

test(
  "half a write is cut off before anything follows it",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    await append(log, "kept");
    const size = logs.content("00000000000000000000.log")?.length ?? 0;
    logs.machine.diskPlan.capacityBytes = size + 60;
    await assert.rejects(append(log, "x".repeat(500)), /the disk is full/);
    await logs.simulation.sleep(100);
    assert.equal(logs.content("00000000000000000000.log")?.length, size);
    assert.equal((await readAll(log)).length, 1);
  }),
);

test(
  "while the disk cannot be repaired appends are refused, and reads go on",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    await append(log, "kept");
    // Half a batch fits, and it cannot be cut off again.
    const size = logs.content("00000000000000000000.log")?.length ?? 0;
    logs.machine.diskPlan.capacityBytes = size + 60;
    logs.machine.diskPlan.failing = (operation) => (operation === "truncate" ? "EIO" : null);
    await assert.rejects(append(log, "x".repeat(500)), LogFailure);
    await logs.simulation.sleep(100);
    const refused = log.append(bytesOf(plainBatch(["x"], 1000)), { origin: "client", leaderEpoch: 0 });
    assert.equal(refused.kind, "unavailable");
    assert.equal((await readAll(log)).length, 1);
    Object.assign(logs.machine.diskPlan, soundDisk);
    await logs.simulation.sleep(1500);
    log.append(bytesOf(plainBatch(["x"], 1000)), { origin: "client", leaderEpoch: 0 });
    await logs.simulation.sleep(100);
    await append(log, "after");
  }),
);

test(
  "after a failed sync the log is offline for good: what is on the disk cannot be known",
  inVirtualWorld(async (logs) => {
    let isFatal = false;
    const hooks = {
      saveCheckpoints: () => Promise.resolve(),
      onFailure: (_: Error, fault: { readonly isFatal: boolean }) => {
        isFatal ||= fault.isFatal;
      },
    };
    const log = await logs.open({ config: { ...defaultLogConfig, flushMessages: 1 }, hooks });
    await append(log, "kept");
    logs.machine.diskPlan.failing = (operation) => (operation === "sync" ? "EIO" : null);
    await assert.rejects(append(log, "lost"), LogFailure);
    logs.machine.diskPlan.failing = null;
    assert.ok(isFatal);
    await logs.simulation.sleep(10_000);
    const refused = log.append(bytesOf(plainBatch(["x"], 1000)), { origin: "client", leaderEpoch: 0 });
    assert.equal(refused.kind, "unavailable");
    await assert.rejects(log.close({ isClean: true }), LogFailure);
  }),
);

test(
  "a closed log refuses everything, and can be closed again",
  inVirtualWorld(async (logs) => {
    const log = await logs.open();
    await append(log, "a");
    await log.close({ isClean: true });
    await log.close({ isClean: true });
    const refusal = { kind: "unavailable", reason: "the log is closed" };
    const refused = log.append(bytesOf(plainBatch(["x"], 1000)), { origin: "client", leaderEpoch: 0 });
    assert.deepEqual(refused, refusal);
    assert.deepEqual(await log.read(0, 1000), refusal);
    assert.equal(logs.world.disk.openFileCount, 0);
  }),
);
