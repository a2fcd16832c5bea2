import type { CompressionCodec, TimestampType } from "@ottla/protocol";

/**
 * How one partition keeps its records: the topic's settings as the log needs them. The broker derives it from topic and
 * broker configs; each field is named after its key (`segment.bytes` is `segmentBytes`). -1 is "no limit" where Kafka says so.
 */
export interface LogConfig {
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentJitterMs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  /** Empty keeps everything. */
  readonly cleanupPolicy: readonly ("delete" | "compact")[];
  readonly maxMessageBytes: number;
  readonly messageTimestampType: TimestampType;
  readonly messageTimestampBeforeMaxMs: number;
  readonly messageTimestampAfterMaxMs: number;
  /** The codec that batches are stored in; `producer` stores them as they come. */
  readonly compressionType: CompressionCodec | "producer";
  /** `compression.gzip.level` and its like, for the codec above. */
  readonly compressionLevel?: number;
  /** Sync after this many records; 1 syncs before every acknowledgement. */
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly fileDeleteDelayMs: number;
}

/** Kafka's "never": Long.MAX_VALUE, as near as a number comes. */
export const never: number = 2 ** 63;

/** Kafka 4.3's defaults. */
export const defaultLogConfig: LogConfig = {
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10_485_760,
  indexIntervalBytes: 4096,
  retentionMs: 604_800_000,
  retentionBytes: -1,
  cleanupPolicy: ["delete"],
  maxMessageBytes: 1_048_588,
  messageTimestampType: "CreateTime",
  messageTimestampBeforeMaxMs: never,
  messageTimestampAfterMaxMs: 3_600_000,
  compressionType: "producer",
  flushMessages: never,
  flushMs: never,
  fileDeleteDelayMs: 60_000,
};
