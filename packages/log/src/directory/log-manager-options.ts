import type { Logger } from "@ottla/runtime";
import { type LogConfig, never } from "../log/log-config.ts";
import { defaultProducerIdExpirationMs } from "../log/log-options.ts";
import type { LogShared } from "../log/log-shared.ts";
import type { LogDirectory } from "./log-directory.ts";

/** Broker settings, named after their keys. */
export interface LogManagerSettings {
  /** `log.retention.check.interval.ms` */
  readonly retentionCheckIntervalMs: number;
  /** `log.flush.scheduler.interval.ms` */
  readonly flushSchedulerIntervalMs: number;
  /** `log.flush.offset.checkpoint.interval.ms` */
  readonly recoveryPointCheckpointIntervalMs: number;
  /** `log.flush.start.offset.checkpoint.interval.ms` */
  readonly startOffsetCheckpointIntervalMs: number;
  /** `replica.high.watermark.checkpoint.interval.ms` */
  readonly highWatermarkCheckpointIntervalMs: number;
  /** `producer.id.expiration.ms` */
  readonly producerIdExpirationMs: number;
  /** `producer.id.expiration.check.interval.ms` */
  readonly producerIdExpirationCheckIntervalMs: number;
  /** Logs that are opened or closed at a time. */
  readonly concurrency: number;
}

/** Kafka's defaults. */
export const defaultLogManagerSettings: LogManagerSettings = {
  retentionCheckIntervalMs: 300_000,
  flushSchedulerIntervalMs: never,
  recoveryPointCheckpointIntervalMs: 60_000,
  startOffsetCheckpointIntervalMs: 60_000,
  highWatermarkCheckpointIntervalMs: 5_000,
  producerIdExpirationMs: defaultProducerIdExpirationMs,
  producerIdExpirationCheckIntervalMs: 600_000,
  concurrency: 16,
};

export interface LogManagerOptions {
  readonly shared: LogShared;
  /** Locked and verified. */
  readonly directories: readonly LogDirectory[];
  readonly settings?: Partial<LogManagerSettings>;
  /** What the metadata says of a topic; the defaults for one that it does not know. */
  readonly configOf: (topic: string) => LogConfig;
  /** Whether others have a say in the high watermark of this broker's partitions. */
  readonly isReplicated?: boolean;
  readonly logger?: Logger;
  /** A directory has failed for good: none of its partitions can be written any more. */
  readonly onDirectoryFailure?: (directory: LogDirectory, error: Error) => void;
}
