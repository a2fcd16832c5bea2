export { type CheckpointKind, LogDirectory } from "./directory/log-directory.ts";
export { LogDirectoryError } from "./directory/log-directory-error.ts";
export { LogManager, type NewLog } from "./directory/log-manager.ts";
export {
  defaultLogManagerSettings,
  type LogManagerOptions,
  type LogManagerSettings,
} from "./directory/log-manager-options.ts";
export type { AbortedTransaction } from "./format/aborted-transaction.ts";
export { CheckpointError } from "./format/checkpoint-text.ts";
export {
  decodeLeaderEpochs,
  type EpochEntry,
  encodeLeaderEpochs,
} from "./format/leader-epoch-checkpoint.ts";
export {
  decodeMetaProperties,
  directoryIdFrom,
  encodeMetaProperties,
  type MetaProperties,
  metaPropertiesFileName,
} from "./format/meta-properties.ts";
export { parsePartitionDirectoryName, partitionDirectoryName } from "./format/partition-directory.ts";
export type { ProducerSnapshotEntry } from "./format/producer-snapshot.ts";
export { producerSnapshot } from "./format/producer-snapshot-message.ts";
export { type AppendRefusal, describeAppendRefusal, errorOfAppendRefusal } from "./log/append-refusal.ts";
export type { Appended } from "./log/appended.ts";
export type { TimestampedOffset } from "./log/find-offset.ts";
export type { LoadReport } from "./log/load-log.ts";
export { Log } from "./log/log.ts";
export { defaultLogConfig, type LogConfig, never } from "./log/log-config.ts";
export { LogError } from "./log/log-error.ts";
export { LogFailure } from "./log/log-failure.ts";
export type { LogHooks, LogOptions } from "./log/log-options.ts";
export { createLogShared, type LogShared, type LogSharedOptions } from "./log/log-shared.ts";
export type { AppendOptions, AppendOrigin } from "./log/prepare-append.ts";
export type { LogRead, LogRecords, ReadOptions, ReadRefusal } from "./log/read-result.ts";
export { remoteLogRecords } from "./remote/remote-log-records.ts";
