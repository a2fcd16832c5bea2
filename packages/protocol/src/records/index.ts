export { batchHeaderBytes, logOverhead, type TimestampType } from "./batch-layout.ts";
export { batchesIn } from "./batches-in.ts";
export { buildRecordBatch, type RecordBatchInput, type RecordInput } from "./build-record-batch.ts";
export {
  setBaseOffset,
  setLastOffset,
  setLogAppendTime,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
  updateCrc,
} from "./patch-batch.ts";
export { RecordBatchBuilder, type RecordBatchOptions } from "./record-batch-builder.ts";
export { RecordBatchView } from "./record-batch-view.ts";
export type { RecordHeader } from "./record-encoding.ts";
export { RecordsError } from "./records-error.ts";
