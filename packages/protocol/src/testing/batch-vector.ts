import { isDeepStrictEqual } from "node:util";
import {
  batchesIn,
  buildRecordBatch,
  checkBatch,
  describeBatchFault,
  type ReadableRecord,
  type RecordBatchView,
  type RecordInput,
} from "../records/index.ts";
import type { ExpectedBatch, ExpectedRecord } from "./kafka-batches.ts";

/**
 * What is wrong with one line of `name, hex, JSON` of record batches, or null. The bytes are read and compared with
 * what is stated; the batches are then written again, which must give the same bytes where they are not compressed,
 * and the same records where they are: no two deflaters agree on bytes.
 */
export function batchVectorFault(hex: string, json: string): string | null {
  try {
    const bytes = Buffer.from(hex, "hex");
    const expected = JSON.parse(json) as readonly ExpectedBatch[];
    const batches = [...batchesIn(bytes)];
    if (batches.length !== expected.length) {
      return `${batches.length} batches are found, ${expected.length} are stated`;
    }
    for (const [index, batch] of batches.entries()) {
      const fault = readFault(batch, expected[index]!) ?? writeFault(batch);
      if (fault !== null) return `batch ${index}: ${fault}`;
    }
    return null;
  } catch (error) {
    return String(error);
  }
}

function readFault(batch: RecordBatchView, { records, ...header }: ExpectedBatch): string | null {
  const broken = checkBatch(batch.buffer, batch.position);
  if (broken !== null) return describeBatchFault(broken);
  const found = { ...headerOf(batch), records: statedRecords(batch, records.length) };
  const stated = { ...header, records };
  return isDeepStrictEqual(found, stated)
    ? null
    : `reads as ${JSON.stringify(found)}, not as ${JSON.stringify(stated)}`;
}

function writeFault(batch: RecordBatchView): string | null {
  const written = buildRecordBatch(inputOf(batch));
  if (!batch.isCompressed) {
    const original = batch.bytes();
    return written.equals(original)
      ? null
      : `is written as ${written.toString("hex")}, not as ${original.toString("hex")}`;
  }
  const [again] = batchesIn(written);
  if (again === undefined) return "is not a batch any more when it is written again";
  const ignored = { sizeInBytes: 0, crc: 0 };
  const isSame =
    isDeepStrictEqual({ ...headerOf(again), ...ignored }, { ...headerOf(batch), ...ignored }) &&
    isDeepStrictEqual(again.records().map(recordOf), batch.records().map(recordOf));
  return isSame ? null : "has other records when it is written and read again";
}

function headerOf(batch: RecordBatchView): Omit<ExpectedBatch, "records"> {
  return {
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    sizeInBytes: batch.sizeInBytes,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    magic: batch.magic,
    crc: batch.crc,
    codec: batch.codec,
    timestampType: batch.timestampType,
    transactional: batch.isTransactional,
    control: batch.isControl,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    count: batch.recordCount,
  };
}

/** Only the first records of a batch are spelled out; the others must be readable all the same. */
function statedRecords(batch: RecordBatchView, count: number): ExpectedRecord[] {
  const records = batch.records();
  if (records.length !== batch.recordCount) throw new Error(`${records.length} records are found`);
  return records.map(recordOf).slice(0, count);
}

function recordOf(record: ReadableRecord): ExpectedRecord {
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    sequence: record.sequence,
    key: record.key?.toString("base64") ?? null,
    value: record.value?.toString("base64") ?? null,
    headers: record.headers.map(({ key, value }) => [key, value?.toString("base64") ?? null]),
  };
}

/** What would be given to write the batch again. Under the broker's time, the producer's own is told by the deltas. */
function inputOf(batch: RecordBatchView): Parameters<typeof buildRecordBatch>[0] {
  const records: RecordInput[] = [];
  batch.forEachRecord(({ offset, key, value, headers, timestampDelta }) => {
    records.push({ offset, key, value, headers, timestamp: batch.baseTimestamp + timestampDelta });
  });
  return {
    baseOffset: batch.baseOffset,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    codec: batch.codec,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    logAppendTime: batch.timestampType === "LogAppendTime" ? batch.maxTimestamp : undefined,
    lastOffset: batch.lastOffset,
    maxTimestamp: batch.maxTimestamp,
    records,
  };
}
