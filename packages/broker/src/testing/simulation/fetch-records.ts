import { batchesIn, errorCode, fetch, type RequestInput, type ResponseOf } from "@ottla/protocol";
import type { History } from "./history.ts";
import type { FoundRecord } from "./partition-history.ts";
import type { VirtualClient } from "./virtual-client.ts";

/** Where a reader is in a partition. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  offset: number;
}

/** As `orders-3`. */
export function nameOf({ topic, partition }: Omit<Position, "offset">): string {
  return `${topic}-${partition}`;
}

export function partitionOf(name: string): Omit<Position, "offset"> {
  const dash = name.lastIndexOf("-");
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

/** After these a reader asks again: the disk has troubles, or the node stops. */
export const unreadable: ReadonlySet<number> = new Set([
  errorCode.KAFKA_STORAGE_ERROR,
  errorCode.NOT_LEADER_OR_FOLLOWER,
]);

/** What a fetch brought from one partition. */
export interface Fetched {
  readonly position: Position;
  readonly code: number;
  readonly highWatermark: number;
  readonly records: readonly FoundRecord[];
}

export interface FetchOptions {
  readonly maxWaitMs: number;
  readonly partitionMaxBytes: number;
  /** None: epoch -1. */
  readonly session?: { readonly id: number; readonly epoch: number };
}

export function fetchRequest(
  history: History,
  positions: readonly Position[],
  { maxWaitMs, partitionMaxBytes, session = { id: 0, epoch: -1 } }: FetchOptions,
): RequestInput<typeof fetch> {
  return {
    maxWaitMs,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 1,
    sessionId: session.id,
    sessionEpoch: session.epoch,
    topics: positions.map(({ topic, partition, offset }) => ({
      topic,
      topicId: history.topic(topic).id,
      partitions: [{ partition, fetchOffset: offset, partitionMaxBytes }],
    })),
    forgottenTopicsData: [],
  };
}

/**
 * What an answer has for the positions that were asked about. Each record is compared with what is known of it; a
 * partition that is in good order, and has records, has them from its position on, without a gap.
 */
export function readFetched(
  history: History,
  positions: readonly Position[],
  answer: ResponseOf<typeof fetch>,
): Fetched[] {
  return answer.responses.flatMap(({ topic, topicId, partitions }) => {
    const { name } = history.topics.find((each) => each.name === topic || each.id === topicId)!;
    return partitions.map(({ partitionIndex, errorCode: code, highWatermark, records }) => {
      const position = positions.find((each) => each.topic === name && each.partition === partitionIndex);
      if (position === undefined) throw new Error(`nobody asked for ${name}-${partitionIndex}`);
      const found = code === errorCode.NONE && records !== null ? recordsFrom(records, position.offset) : [];
      const log = history.partition(history.topic(name), partitionIndex);
      for (const [index, record] of found.entries()) {
        if (record.offset !== position.offset + index)
          throw new Error(`${log.name}: ${record.offset} follows ${position.offset + index - 1}`);
        log.find(record);
      }
      return { position, code, highWatermark, records: found };
    });
  });
}

/** Fetches once, outside of any session. Null: no answer. */
export async function fetchOnce(
  client: VirtualClient,
  history: History,
  positions: readonly Position[],
  options: FetchOptions,
): Promise<Fetched[] | null> {
  const answer = await client.ask(fetch, fetchRequest(history, positions, options));
  if (answer === null) return null;
  if (answer.errorCode !== errorCode.NONE) throw new Error(`a fetch is answered with ${answer.errorCode}`);
  return readFetched(history, positions, answer);
}

function recordsFrom(bytes: Uint8Array, offset: number): FoundRecord[] {
  const buffer = Buffer.from(bytes);
  const found: FoundRecord[] = [];
  for (const batch of batchesIn(buffer)) {
    if (!batch.isCrcValid()) throw new Error(`the batch at ${batch.baseOffset} has a wrong checksum`);
    for (const record of batch.records()) {
      if (record.offset < offset) continue;
      const { key, value, timestamp } = record;
      found.push({ offset: record.offset, timestamp, key: String(key), value: String(value) });
    }
  }
  return found;
}
