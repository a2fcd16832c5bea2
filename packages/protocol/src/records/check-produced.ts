import type { ErrorName } from "../errors/errors.ts";
import { codecOf, currentMagic, field, logOverhead, magicEnd, minRecordBytes, none } from "./batch-layout.ts";
import { type BatchFault, checkBatch, describeBatchFault } from "./check-batch.ts";
import { RecordBatchView } from "./record-batch-view.ts";
import { describeRecordsFault, type RecordsFault } from "./validate-records.ts";

/** What a client may not send as the records of one partition, besides batches that are damaged. */
export type ProduceFault =
  | BatchFault
  | { readonly kind: "noBatch" }
  | { readonly kind: "manyBatches" }
  | { readonly kind: "damagedNext" }
  | { readonly kind: "emptyBatch" }
  | { readonly kind: "badBaseOffset"; readonly baseOffset: number }
  | { readonly kind: "zstdTooEarly"; readonly version: number }
  | { readonly kind: "controlBatch" }
  | { readonly kind: "badSequence"; readonly baseSequence: number };

/** From this Produce version on, clients may be taken to know Zstandard (KIP-110). */
const zstdSinceVersion = 7;

/**
 * Looks at the records that a client's Produce request has for one partition, and at their header alone: exactly one batch,
 * whole and unharmed, counting its offsets from 0 without gaps. Null if there is nothing against it.
 */
export function checkProduced(records: Buffer | null, version: number): ProduceFault | null {
  if (records === null || records.length === 0) return { kind: "noBatch" };
  // In Kafka's order: what the checksum does not guard comes before it, what it guards after it.
  const fault = checkBatch(records, 0, { crc: "trust" });
  if (fault !== null && !isGuarded(fault)) return fault;
  const batch = new RecordBatchView(records);
  if (batch.end !== records.length) return faultOfNext(records, batch.end);
  if (codecOf(batch.attributes) === "zstd" && version < zstdSinceVersion) {
    return { kind: "zstdTooEarly", version };
  }
  const { baseOffset, baseSequence, recordCount, lastOffsetDelta } = batch;
  if (baseOffset !== 0) return { kind: "badBaseOffset", baseOffset };
  const computed = batch.computeCrc();
  if (batch.crc !== computed) return { kind: "badCrc", stored: batch.crc, computed };

  if (fault !== null) return fault;
  if (recordCount === 0) return { kind: "emptyBatch" };
  if (recordCount !== lastOffsetDelta + 1) return { kind: "badCount", recordCount, lastOffsetDelta };
  if (batch.isControl) return { kind: "controlBatch" };
  if (batch.producerId > none && baseSequence < 0) return { kind: "badSequence", baseSequence };
  return null;
}

/** Whether a fault of the header lies in what the checksum covers. */
function isGuarded({ kind }: BatchFault): boolean {
  return kind === "unknownCodec" || kind === "badCount";
}

/** What follows the batch is one more, or so damaged that nobody can tell. */
function faultOfNext(records: Buffer, position: number): ProduceFault {
  if (records.length - position < logOverhead) return { kind: "manyBatches" };
  const length = records.readInt32BE(position + field.length);
  if (length < minRecordBytes) return { kind: "damagedNext" };
  if (records.length - position < magicEnd) return { kind: "manyBatches" };
  const magic = records.readInt8(position + field.magic);
  return { kind: magic < 0 || magic > currentMagic ? "damagedNext" : "manyBatches" };
}

/**
 * What a client sent without a second batch that is cut off: Kafka's reader stops before it as at the end of a file, and
 * takes what is before it for all that there is.
 */
export function withoutCutOffBatch(records: Buffer): Buffer {
  if (records.length < magicEnd) return records;
  const end = logOverhead + records.readInt32BE(field.length);
  const rest = records.length - end;
  if (end < magicEnd || rest <= 0) return records;
  if (rest < logOverhead) return records.subarray(0, end);
  const length = records.readInt32BE(end + field.length);
  if (length < minRecordBytes || logOverhead + length <= rest) return records;
  if (rest < magicEnd) return records.subarray(0, end);
  const magic = records.readInt8(end + field.magic);
  return magic < 0 || magic > currentMagic ? records : records.subarray(0, end);
}

/** How Kafka 4.3 answers each fault, as seen by sending them. */
const answers: Record<(ProduceFault | RecordsFault)["kind"], ErrorName> = {
  tooShort: "INVALID_RECORD",
  badLength: "CORRUPT_MESSAGE",
  // A batch that is cut off is none, and one that is none is missing.
  beyondData: "INVALID_RECORD",
  oldMagic: "INVALID_RECORD",
  unknownMagic: "CORRUPT_MESSAGE",
  badCrc: "CORRUPT_MESSAGE",
  unknownCodec: "UNKNOWN_SERVER_ERROR",
  badCount: "INVALID_RECORD",
  // Kafka never answers a request with null records. A refusal is kinder.
  noBatch: "INVALID_RECORD",
  manyBatches: "INVALID_RECORD",
  damagedNext: "CORRUPT_MESSAGE",
  emptyBatch: "INVALID_RECORD",
  badBaseOffset: "INVALID_RECORD",
  zstdTooEarly: "UNSUPPORTED_COMPRESSION_TYPE",
  controlBatch: "INVALID_RECORD",
  badSequence: "INVALID_RECORD",
  malformedRecord: "INVALID_RECORD",
  badOffset: "INVALID_RECORD",
  trailingBytes: "INVALID_RECORD",
  // Not CORRUPT_MESSAGE, which producers answer by sending the same again: the checksum was right.
  undecodable: "UNKNOWN_SERVER_ERROR",
};

export function errorOfProduceFault(fault: ProduceFault | RecordsFault): ErrorName {
  return answers[fault.kind];
}

/** A fault in words, for the answer's error message. */
export function describeProduceFault(fault: ProduceFault | RecordsFault): string {
  switch (fault.kind) {
    case "noBatch":
      return "there is no record batch";
    case "manyBatches":
      return "exactly one record batch is expected, and nothing after it";
    case "damagedNext":
      return "what follows the batch is no batch";
    case "emptyBatch":
      return "the batch has no records";
    case "badBaseOffset":
      return `a producer's batch begins at offset 0, this one at ${fault.baseOffset}`;
    case "zstdTooEarly":
      return `Zstandard needs Produce version ${zstdSinceVersion}, this is ${fault.version}`;
    case "controlBatch":
      return "control records are the brokers' own";
    case "badSequence":
      return `a batch with a producer id has the base sequence ${fault.baseSequence}`;
    case "malformedRecord":
    case "badOffset":
    case "trailingBytes":
    case "undecodable":
      return describeRecordsFault(fault);
    default:
      return describeBatchFault(fault);
  }
}
