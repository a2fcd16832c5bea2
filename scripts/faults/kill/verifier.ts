import assert from "node:assert/strict";
import {
  batchesIn,
  createTopics,
  fetch,
  findCoordinator,
  offsetFetch,
  type RecordBatchView,
} from "@ottla/protocol";
import { demandNoError, group, type Load, partitions, topic } from "./load.ts";
import type { RawClient } from "./raw-client.ts";

const fetchVersion = 12;
const offsetFetchVersion = 9;
const findCoordinatorVersion = 4;
const createTopicsVersion = 6;
const fetchBytes = 8 * 1024 * 1024;
const coordinatorTimeoutMs = 10_000;
const topicAlreadyExists = 36;
/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: soon. */
const soon: readonly (number | undefined)[] = [14, 15, 16];

/**
 * Reads what a killed broker left, from where the last look ended, and compares it with what was sent: every acknowledged batch
 * at its offset with its content, every batch once, nothing that nobody sent, offsets without gaps.
 */
export class Verifier {
  readonly #load: Load;
  /** By partition: what lies below was looked at. */
  readonly #verifiedUpTo: number[] = Array.from({ length: partitions }, () => 0);

  constructor(load: Load) {
    this.#load = load;
  }

  async verify(client: RawClient): Promise<void> {
    for (let partition = 0; partition < partitions; partition++) {
      await this.#verifyPartition(client, partition);
    }
    await this.#verifyCommit(client);
  }

  async #verifyPartition(client: RawClient, partition: number): Promise<void> {
    const from = this.#verifiedUpTo[partition] ?? 0;
    const seen = new Set<number>();
    let offset = from;
    let first: number | null = null;
    for (;;) {
      const { records, highWatermark, logStartOffset } = await fetchFrom(client, partition, offset);
      // Retention may have removed what was not looked at yet.
      if (logStartOffset > offset) {
        offset = logStartOffset;
        continue;
      }
      first ??= offset;
      if (offset >= highWatermark) break;
      for (const batch of batchesIn(records)) {
        if (batch.nextOffset <= offset) continue;
        assert.equal(batch.baseOffset, offset, `a gap in partition ${partition}`);
        this.#settle(batch, partition, seen);
        offset = batch.nextOffset;
      }
    }
    this.#demandAcknowledged(partition, first, offset, seen);
    this.#verifiedUpTo[partition] = offset;
  }

  #settle(batch: RecordBatchView, partition: number, seen: Set<number>): void {
    const where = `in partition ${partition} at ${batch.baseOffset}`;
    assert.ok(batch.isCrcValid(), `a wrong checksum ${where}`);
    const id = batch.records()[0]?.value?.readDoubleBE(0) ?? -1;
    const sent = this.#load.sent.get(id);
    assert.ok(sent !== undefined, `a batch that nobody sent, or that was there before, ${where}`);
    assert.ok(!seen.has(id), `the batch ${id} a second time ${where}`);
    seen.add(id);
    assert.equal(sent.partition, partition, `a batch of another partition ${where}`);
    assert.equal(batch.crc, sent.crc, `another content than was sent ${where}`);
    assert.equal(
      batch.baseOffset,
      sent.baseOffset ?? batch.baseOffset,
      `the batch ${id} was acknowledged elsewhere`,
    );
  }

  /** Every acknowledged batch must have been seen. What was settled is forgotten; so is what can never come any more. */
  #demandAcknowledged(partition: number, first: number, end: number, seen: ReadonlySet<number>): void {
    for (const [id, { baseOffset, partition: own }] of this.#load.sent) {
      if (own !== partition) continue;
      const isLost = baseOffset !== null && baseOffset >= first && !seen.has(id);
      assert.ok(
        !isLost,
        `the acknowledged batch ${id} at ${baseOffset} of partition ${partition} is lost (end ${end})`,
      );
      this.#load.sent.delete(id);
    }
  }

  async #verifyCommit(client: RawClient): Promise<void> {
    const { sent, acknowledged } = this.#load.commit;
    await whenCoordinated(client);
    const committed = await retrySoon(async () => {
      const answer = await client.send(offsetFetch, offsetFetchVersion, {
        groups: [{ groupId: group, topics: [{ name: topic, partitionIndexes: [0] }] }],
      });
      const [found] = answer.groups;
      const result = found?.topics[0]?.partitions[0];
      return { errorCode: found?.errorCode || result?.errorCode, value: result?.committedOffset ?? -1 };
    });
    assert.ok(
      committed >= acknowledged && committed <= sent,
      `the committed offset is ${committed}; ${acknowledged} was acknowledged, ${sent} sent`,
    );
  }
}

/** Makes the topic and the group's coordinator where they are missing. */
export async function prepare(client: RawClient): Promise<void> {
  const { topics } = await client.send(createTopics, createTopicsVersion, {
    topics: [{ name: topic, numPartitions: partitions, replicationFactor: 1, assignments: [], configs: [] }],
  });
  const [created] = topics;
  if (created?.errorCode !== topicAlreadyExists) {
    demandNoError("CreateTopics", created?.errorCode, created?.errorMessage);
  }
  for (let partition = 0; partition < partitions; partition++) await fetchFrom(client, partition, 0);
  await whenCoordinated(client);
}

async function whenCoordinated(client: RawClient): Promise<void> {
  await retrySoon(async () => {
    const answer = await client.send(findCoordinator, findCoordinatorVersion, {
      keyType: 0,
      coordinatorKeys: [group],
    });
    return { errorCode: answer.coordinators[0]?.errorCode, value: null };
  });
}

async function fetchFrom(
  client: RawClient,
  partition: number,
  fetchOffset: number,
): Promise<{ records: Buffer; highWatermark: number; logStartOffset: number }> {
  const outOfRange = 1;
  const answer = await client.send(fetch, fetchVersion, {
    maxWaitMs: 0,
    minBytes: 0,
    topics: [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: fetchBytes }] }],
    forgottenTopicsData: [],
  });
  const result = answer.responses[0]?.partitions[0];
  const isBeforeStart = result?.errorCode === outOfRange && result.logStartOffset > fetchOffset;
  if (!isBeforeStart) demandNoError("Fetch", result?.errorCode);
  return {
    records: result?.records ?? Buffer.alloc(0),
    highWatermark: result?.highWatermark ?? -1,
    logStartOffset: result?.logStartOffset ?? -1,
  };
}

/** Asks again while the coordinator is on its way. */
async function retrySoon<T>(ask: () => Promise<{ errorCode: number | undefined; value: T }>): Promise<T> {
  const deadline = performance.now() + coordinatorTimeoutMs;
  for (;;) {
    const { errorCode, value } = await ask();
    if (!soon.includes(errorCode) || performance.now() > deadline) {
      demandNoError("the coordinator", errorCode);
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
