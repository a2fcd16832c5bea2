import {
  describeProduceFault,
  type ErrorName,
  errorOfProduceFault,
  type ProduceFault,
  type RecordsFault,
} from "@ottla/protocol";

/** Why records were not appended. Nothing of them was written. */
export type AppendRefusal =
  | { readonly kind: "badRecords"; readonly fault: ProduceFault | RecordsFault }
  | { readonly kind: "batchTooLarge"; readonly sizeInBytes: number; readonly maxBytes: number }
  | { readonly kind: "recordsTooLarge"; readonly sizeInBytes: number; readonly segmentBytes: number }
  | { readonly kind: "timestampOutOfRange"; readonly timestamp: number; readonly nowMs: number }
  | { readonly kind: "keyMissing" }
  | { readonly kind: "outOfOrderSequence"; readonly producerId: number; readonly detail: string }
  | { readonly kind: "staleProducerEpoch"; readonly producerId: number; readonly detail: string }
  | { readonly kind: "invalidTransactionState"; readonly producerId: number; readonly detail: string }
  | { readonly kind: "coordinatorFenced"; readonly producerId: number; readonly detail: string }
  | { readonly kind: "offsetsOutOfOrder"; readonly expected: number; readonly actual: number }
  /** The disk failed, and what it holds is not yet known again; or the log is closed. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** The error code's name with which a Produce answer tells the refusal. */
export function errorOfAppendRefusal(refusal: AppendRefusal): ErrorName {
  switch (refusal.kind) {
    case "badRecords":
      return errorOfProduceFault(refusal.fault);
    case "batchTooLarge":
      return "MESSAGE_TOO_LARGE";
    case "recordsTooLarge":
      return "RECORD_LIST_TOO_LARGE";
    case "timestampOutOfRange":
      return "INVALID_TIMESTAMP";
    case "keyMissing":
      return "INVALID_RECORD";
    case "outOfOrderSequence":
      return "OUT_OF_ORDER_SEQUENCE_NUMBER";
    case "staleProducerEpoch":
      return "INVALID_PRODUCER_EPOCH";
    case "invalidTransactionState":
      return "INVALID_TXN_STATE";
    case "coordinatorFenced":
      return "TRANSACTION_COORDINATOR_FENCED";
    case "offsetsOutOfOrder":
      return "UNKNOWN_SERVER_ERROR";
    case "unavailable":
      return "KAFKA_STORAGE_ERROR";
  }
}

/** The refusal in words, for the answer's error message. */
export function describeAppendRefusal(refusal: AppendRefusal): string {
  switch (refusal.kind) {
    case "badRecords":
      return describeProduceFault(refusal.fault);
    case "batchTooLarge":
      return `the batch has ${refusal.sizeInBytes} bytes, max.message.bytes allows ${refusal.maxBytes}`;
    case "recordsTooLarge":
      return `the records have ${refusal.sizeInBytes} bytes, a segment (segment.bytes) holds ${refusal.segmentBytes}`;
    case "timestampOutOfRange":
      return `the timestamp ${refusal.timestamp} is too far from the broker's ${refusal.nowMs} (message.timestamp.before.max.ms, message.timestamp.after.max.ms)`;
    case "keyMissing":
      return "records of a compacted topic need a key";
    case "outOfOrderSequence":
    case "staleProducerEpoch":
    case "invalidTransactionState":
    case "coordinatorFenced":
      return `producer ${refusal.producerId}: ${refusal.detail}`;
    case "offsetsOutOfOrder":
      return `the next offset is ${refusal.expected}, the batch begins at ${refusal.actual}`;
    case "unavailable":
      return refusal.reason;
  }
}
