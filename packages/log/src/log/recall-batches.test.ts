import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, plainBatch, type SentBatch } from "../testing/sent-batch.ts";
import { append, inVirtualWorld, smallConfig, type VirtualLogs } from "../testing/virtual-logs.ts";
import { defaultLogConfig, type LogConfig } from "./log-config.ts";

const batchCount = 7;

/** The batches of a producer: a few records each, and padding so that there are index entries between them. */
function batches(logs: VirtualLogs, producerEpoch = 0, first = 0): SentBatch[] {
  return Array.from({ length: batchCount }, (_, index) => ({
    ...plainBatch(["a".repeat(60), "b".repeat(60)], logs.world.clock.now()),
    producerId: 5,
    producerEpoch,
    baseSequence: first + index * 2,
  }));
}

/** Which of the batches are known as duplicates after a clean stop and a start. */
async function knownAfterStop(
  logs: VirtualLogs,
  sent: readonly SentBatch[],
  config: LogConfig = defaultLogConfig,
): Promise<number[]> {
  const log = await logs.open({ config });
  for (const [index, batch] of sent.entries()) {
    await append(log, batch);
    await append(log, `${index}`);
  }
  await log.close({ isClean: true });
  logs.restart();
  const next = await logs.open({ isClean: true, config });
  const known: number[] = [];
  for (const [index, batch] of sent.entries()) {
    const again = next.append(bytesOf(batch), { origin: "client", leaderEpoch: 0 });
    if (again.kind !== "appended") continue;
    assert.equal(again.isDuplicate, true);
    assert.equal(again.baseOffset, index * 3);
    known.push(index);
  }
  return known;
}

test(
  "after a clean stop the last five batches of a producer are known, though the snapshot has only one",
  inVirtualWorld(async (logs) => {
    assert.deepEqual(await knownAfterStop(logs, batches(logs)), [2, 3, 4, 5, 6]);
  }),
);

test(
  "batches of segments before the last are known too",
  inVirtualWorld(async (logs) => {
    assert.deepEqual(await knownAfterStop(logs, batches(logs), smallConfig), [2, 3, 4, 5, 6]);
    assert.ok(logs.names.filter((name) => name.endsWith(".log")).length > 3);
  }),
);

test(
  "batches of an earlier epoch are not known",
  inVirtualWorld(async (logs) => {
    const sent = [...batches(logs).slice(0, 5), ...batches(logs, 1).slice(0, 2)];
    assert.deepEqual(await knownAfterStop(logs, sent), [5, 6]);
  }),
);

test(
  "where nobody has written for long, the snapshot is enough",
  inVirtualWorld(async (logs) => {
    const sent = batches(logs).map((batch) => ({
      ...batch,
      timestamps: batch.timestamps.map((timestamp) => timestamp - 2 * 3_600_000),
    }));
    assert.deepEqual(await knownAfterStop(logs, sent), [6]);
  }),
);
