import { defaultLogConfig, type LogConfig } from "@ottla/log";

/** Broker settings of the metadata log, named after their keys; defaults are Kafka's. */
export interface MetadataLogSettings {
  /** `metadata.log.segment.bytes` */
  readonly segmentBytes: number;
  /** `metadata.log.segment.ms` */
  readonly segmentMs: number;
  /** `metadata.max.retention.bytes`: of log and snapshots together; -1 is no limit. */
  readonly maxRetentionBytes: number;
  /** `metadata.max.retention.ms` */
  readonly maxRetentionMs: number;
  /** `metadata.log.max.record.bytes.between.snapshots` */
  readonly maxRecordBytesBetweenSnapshots: number;
  /** `metadata.log.max.snapshot.interval.ms`; 0 is never. */
  readonly maxSnapshotIntervalMs: number;
  /** `metadata.max.idle.interval.ms`; 0 is never. */
  readonly maxIdleIntervalMs: number;
}

export const defaultMetadataLogSettings: MetadataLogSettings = {
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  maxRetentionBytes: 104_857_600,
  maxRetentionMs: 604_800_000,
  maxRecordBytesBetweenSnapshots: 20_971_520,
  maxSnapshotIntervalMs: 3_600_000,
  maxIdleIntervalMs: 500,
};

/** The largest batch (`KafkaRaftClient.MAX_BATCH_SIZE_BYTES`). */
export const maxBatchBytes = 8 * 1024 * 1024;
/** The most records that a controller puts into one batch; more go into a metadata transaction. */
export const maxBatchRecords = 10_000;

/** How long files stay that wait for removal. */
export const fileDeleteDelayMs = 60_000;

/**
 * How the metadata log is kept: synced before anything is acknowledged, and cut from its beginning only where a snapshot
 * has taken over, which is for the quorum to say.
 */
export function metadataLogConfig(settings: MetadataLogSettings): LogConfig {
  return {
    ...defaultLogConfig,
    segmentBytes: settings.segmentBytes,
    segmentMs: settings.segmentMs,
    retentionMs: -1,
    retentionBytes: -1,
    maxMessageBytes: maxBatchBytes,
    flushMessages: 1,
    fileDeleteDelayMs,
  };
}
