export {
  addToSequence,
  batchHeaderBytes,
  field as batchField,
  logOverhead,
  type TimestampType,
} from "./batch-layout.ts";
export { defaultMaxDecompressedBytes } from "./batch-records.ts";
export { batchesIn } from "./batches-in.ts";
export { buildRecordBatch, type RecordBatchInput, type RecordInput } from "./build-record-batch.ts";
export { type BatchCheck, type BatchFault, checkBatch, describeBatchFault } from "./check-batch.ts";
export {
  checkProduced,
  describeProduceFault,
  errorOfProduceFault,
  type ProduceFault,
  withoutCutOffBatch,
} from "./check-produced.ts";
export {
  buildControlBatch,
  buildEndTransactionMarker,
  type ControlBatchInput,
  type ControlRecordInput,
  type ControlType,
  controlTypeOf,
  controlTypes,
  type EndTransactionMarkerInput,
} from "./control-batch.ts";
export {
  setBaseOffset,
  setLastOffset,
  setLogAppendTime,
  setMaxTimestamp,
  setPartitionLeaderEpoch,
  updateCrc,
} from "./patch-batch.ts";
export { type Recompression, rebuildBatch } from "./rebuild-batch.ts";
export { RecordBatchBuilder, type RecordBatchOptions } from "./record-batch-builder.ts";
export { RecordBatchView } from "./record-batch-view.ts";
export { type DecodedHeader, type ReadableRecord, RecordCursor, RecordView } from "./record-cursor.ts";
export type { RecordHeader } from "./record-encoding.ts";
export { RecordsError } from "./records-error.ts";
export {
  describeRecordsFault,
  type RecordsCheck,
  type RecordsFault,
  type RecordsSummary,
  validateRecords,
} from "./validate-records.ts";
