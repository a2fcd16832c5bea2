import { type AppendRefusal, errorOfAppendRefusal, type Log, type LogConfig } from "@ottla/log";
import {
  checkProduced,
  errorCode,
  type ProduceFault,
  type produce,
  RecordBatchView,
  type RecordsFault,
  type ResponseInput,
  withoutCutOffBatch,
} from "@ottla/protocol";

export type ProducedPartition = ResponseInput<
  typeof produce
>["responses"][number]["partitionResponses"][number];

type RecordErrors = readonly { readonly batchIndex: number; readonly batchIndexErrorMessage: string }[];

/** Errors of single records that the message of the whole batch repeats. */
const quotedErrors = 3;

/** An error about a partition of which nothing else is told. */
export function producedError(index: number, code: number): ProducedPartition {
  return { index, errorCode: code, baseOffset: -1 };
}

/**
 * What a producer is told of records that were refused: which of them are at fault, where that can be told (KIP-467), and
 * where the log begins, unless the log was not even asked.
 */
export function refusalAnswer(
  index: number,
  refusal: AppendRefusal,
  log: Log,
  records: Buffer,
): ProducedPartition {
  const answer = producedError(index, errorCode[errorOfAppendRefusal(refusal)]);
  switch (refusal.kind) {
    case "batchTooLarge":
    case "recordsTooLarge":
    case "unavailable":
      return answer;
    case "badRecords":
      if (isToldByShape(refusal.fault)) return { ...answer, errorMessage: messageOf(refusal.fault) };
      return { ...answer, logStartOffset: log.startOffset };
    case "keyMissing": {
      const recordErrors = recordsWithoutKey(records, log);
      return {
        ...answer,
        logStartOffset: log.startOffset,
        recordErrors,
        errorMessage: summaryOf(recordErrors),
      };
    }
    case "timestampOutOfRange":
      return {
        ...answer,
        logStartOffset: log.startOffset,
        recordErrors: recordsOutOfTime(records, log.config, refusal.nowMs),
        errorMessage: "One or more records have been rejected due to invalid timestamp",
      };
    default:
      return { ...answer, logStartOffset: log.startOffset };
  }
}

/**
 * What is wrong with the shape of what was sent, if anything: whether there is one batch at all is looked at before whether it
 * could be written.
 */
export function shapeRefusal(
  index: number,
  records: Buffer,
  log: Log,
  apiVersion: number,
): ProducedPartition | null {
  const fault = checkProduced(withoutCutOffBatch(records), apiVersion);
  if (fault === null || fault.kind === "badCrc" || !isToldByShape(fault)) return null;
  return refusalAnswer(index, { kind: "badRecords", fault }, log, records);
}

/** Faults of the batch's shape or checksum: seen before the log is asked. */
function isToldByShape({ kind }: ProduceFault | RecordsFault): boolean {
  return shapeFaults.has(kind);
}

const shapeFaults: ReadonlySet<(ProduceFault | RecordsFault)["kind"]> = new Set([
  "noBatch",
  "manyBatches",
  "damagedNext",
  "oldMagic",
  "zstdTooEarly",
  "tooShort",
  "beyondData",
  "badLength",
  "unknownMagic",
  "badCrc",
]);

/** Length of the fixed part of the oldest record: Kafka demands as much of a batch before it looks closer. */
const minRecordBytes = 14;

function messageOf(fault: ProduceFault | RecordsFault): string | null {
  if (fault.kind === "badLength") {
    return fault.length < minRecordBytes
      ? `Record size ${fault.length} is less than the minimum record overhead (${minRecordBytes})`
      : null;
  }
  return fault.kind === "unknownMagic" ? `Invalid magic found in record: ${fault.magic}` : null;
}

function recordsWithoutKey(records: Buffer, log: Log): RecordErrors {
  const message = `Compacted topic cannot accept message without key in topic partition ${log.topic}-${log.partition}`;
  const errors: { batchIndex: number; batchIndexErrorMessage: string }[] = [];
  const cursor = new RecordBatchView(records).cursor();
  while (cursor.next()) {
    if (!cursor.hasKey) errors.push({ batchIndex: cursor.index, batchIndexErrorMessage: message });
  }
  return errors;
}

function recordsOutOfTime(records: Buffer, config: LogConfig, nowMs: number): RecordErrors {
  // Beyond what a number holds exactly: "no limit" is 2^63 - 1, and what comes of the difference is shown.
  const earliest = wrapped(BigInt(nowMs) - longOf(config.messageTimestampBeforeMaxMs));
  const latest = wrapped(BigInt(nowMs) + longOf(config.messageTimestampAfterMaxMs));
  const errors: { batchIndex: number; batchIndexErrorMessage: string }[] = [];
  const cursor = new RecordBatchView(records).cursor();
  while (cursor.next()) {
    const { timestamp, index, offset } = cursor;
    if (timestamp === -1) continue;
    const isEarly = nowMs - timestamp > config.messageTimestampBeforeMaxMs;
    if (!isEarly && timestamp - nowMs <= config.messageTimestampAfterMaxMs) continue;
    errors.push({
      batchIndex: index,
      batchIndexErrorMessage: `Timestamp ${timestamp} of message with offset ${offset} is out of range. The timestamp should be within [${earliest}, ${latest}]`,
    });
  }
  return errors;
}

function longOf(value: number): bigint {
  return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function summaryOf(errors: RecordErrors): string {
  const quoted = errors
    .slice(0, quotedErrors)
    .map((error) => `RecordError(batchIndex=${error.batchIndex}, message='${error.batchIndexErrorMessage}')`);
  return `One or more records have been rejected due to ${errors.length} record errors in total, and only showing the first three errors at most: [${quoted.join(", ")}]`;
}
