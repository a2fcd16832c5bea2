/** Batches of records, and the requests that carry and fetch them, as short as cases want to say them. */
import {
  batchField,
  buildRecordBatch,
  type fetch,
  type produce,
  type RecordBatchOptions,
  type RequestInput,
  updateCrc,
} from "@ottla/protocol";
import type { Topic } from "./kit.ts";

/** When records of cases happened: years from any run, so that it is told from a broker's own time. */
export const longAgo = 1_600_000_000_000;

/** A batch with a record for each value, a millisecond apart. */
export function batch(
  values: readonly string[] = ["one", "two", "three"],
  options: RecordBatchOptions = {},
): Buffer {
  const records = values.map((value, index) => ({
    key: null,
    value: Buffer.from(value),
    timestamp: longAgo + index,
  }));
  return buildRecordBatch({ ...options, records });
}

/** A Produce request for one partition, by name and by id: each version takes what it has a place for. */
export function produceTo(
  { name, id }: Topic,
  records: Uint8Array | null,
  options: { index?: number; acks?: number; transactionalId?: string } = {},
): RequestInput<typeof produce> {
  const { index = 0, acks = -1, transactionalId = null } = options;
  const bytes = records === null ? null : Buffer.from(records);
  return {
    transactionalId,
    acks,
    timeoutMs: 5_000,
    topicData: [{ name, topicId: id, partitionData: [{ index, records: bytes }] }],
  };
}

export interface FetchOptions {
  readonly index?: number;
  readonly offset?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  readonly isolationLevel?: number;
  readonly sessionId?: number;
  readonly sessionEpoch?: number;
  readonly leaderEpoch?: number;
  readonly lastFetchedEpoch?: number;
  readonly replicaId?: number;
}

/** A Fetch request for one partition, without a session and without waiting, unless told otherwise. */
export function fetchFrom({ name, id }: Topic, options: FetchOptions = {}): RequestInput<typeof fetch> {
  return {
    ...(options.replicaId === undefined ? {} : { replicaId: options.replicaId }),
    maxWaitMs: options.maxWaitMs ?? 0,
    minBytes: options.minBytes ?? 0,
    maxBytes: options.maxBytes ?? 1_000_000,
    isolationLevel: options.isolationLevel ?? 0,
    sessionId: options.sessionId ?? 0,
    sessionEpoch: options.sessionEpoch ?? -1,
    topics: [
      {
        topic: name,
        topicId: id,
        partitions: [
          {
            partition: options.index ?? 0,
            currentLeaderEpoch: options.leaderEpoch ?? -1,
            fetchOffset: options.offset ?? 0,
            lastFetchedEpoch: options.lastFetchedEpoch ?? -1,
            logStartOffset: -1,
            partitionMaxBytes: options.partitionMaxBytes ?? 1_000_000,
          },
        ],
      },
    ],
    forgottenTopicsData: [],
    rackId: "",
  };
}

/** An id that no topic has. */
export const noSuchId = "AAAAAAAAAAAAAAAAAAAA_w";

/** Where the fields of a batch stand, for cases that spoil them. */
export const at = batchField;

/** The batch with something changed, and a checksum that fits it again. */
export function changed(original: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = spoiled(original, change);
  updateCrc(bytes, 0);
  return bytes;
}

/** The batch with something changed, and nothing put right. */
export function spoiled(original: Buffer, change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(original);
  change(bytes);
  return bytes;
}

/** The batch with bytes after its records that its length counts. */
export function lengthened(original: Buffer, more: Buffer): Buffer {
  const bytes = Buffer.concat([original, more]);
  bytes.writeInt32BE(bytes.length - 12, at.length);
  updateCrc(bytes, 0);
  return bytes;
}
