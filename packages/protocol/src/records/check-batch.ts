import {
  attribute,
  codecOf,
  currentMagic,
  field,
  logOverhead,
  magicEnd,
  minBatchLength,
} from "./batch-layout.ts";
import { RecordBatchView } from "./record-batch-view.ts";

/** What is wrong with a batch, as a value. `sizeInBytes` counts the whole batch, `available` what there is of it. */
export type BatchFault =
  | { readonly kind: "tooShort"; readonly available: number }
  | { readonly kind: "badLength"; readonly length: number }
  | { readonly kind: "beyondData"; readonly sizeInBytes: number; readonly available: number }
  | { readonly kind: "oldMagic"; readonly magic: number }
  | { readonly kind: "unknownMagic"; readonly magic: number }
  | { readonly kind: "badCrc"; readonly stored: number; readonly computed: number }
  | { readonly kind: "unknownCodec"; readonly id: number }
  | { readonly kind: "badCount"; readonly recordCount: number; readonly lastOffsetDelta: number };

export interface BatchCheck {
  /** Where the data ends, if before the buffer does. */
  readonly end?: number;
  /** `trust` where the checksum was checked before and the bytes have not left memory since. */
  readonly crc?: "check" | "trust";
}

/**
 * Looks at the batch that begins at `position`: is it whole, of a magic that is still spoken, unharmed, and does its
 * header agree with itself? Null if so. The records themselves are `validateRecords`' business.
 *
 * The order is from the outside in, so that no field is believed before what guards it: magic before length, since the
 * older formats are shorter; the checksum before what it covers.
 */
export function checkBatch(buffer: Buffer, position: number, check: BatchCheck = {}): BatchFault | null {
  const available = (check.end ?? buffer.length) - position;
  if (available < magicEnd) return { kind: "tooShort", available };
  const magic = buffer.readInt8(position + field.magic);
  if (magic === 0 || magic === 1) return { kind: "oldMagic", magic };
  if (magic !== currentMagic) return { kind: "unknownMagic", magic };
  const length = buffer.readInt32BE(position + field.length);
  if (length < minBatchLength) return { kind: "badLength", length };
  const sizeInBytes = logOverhead + length;
  if (sizeInBytes > available) return { kind: "beyondData", sizeInBytes, available };

  const batch = new RecordBatchView(buffer, position);
  if (check.crc !== "trust") {
    const stored = batch.crc;
    const computed = batch.computeCrc();
    if (stored !== computed) return { kind: "badCrc", stored, computed };
  }
  const attributes = batch.attributes;
  if (codecOf(attributes) === undefined)
    return { kind: "unknownCodec", id: attributes & attribute.codecMask };
  const { recordCount, lastOffsetDelta } = batch;
  if (recordCount < 0 || lastOffsetDelta < 0 || recordCount - 1 > lastOffsetDelta) {
    return { kind: "badCount", recordCount, lastOffsetDelta };
  }
  return null;
}

/** A batch fault in words, for an answer or a log line. */
export function describeBatchFault(fault: BatchFault): string {
  switch (fault.kind) {
    case "tooShort":
      return `${fault.available} bytes are too few for a record batch`;
    case "badLength":
      return `the length ${fault.length} is smaller than the batch header`;
    case "beyondData":
      return `the batch says ${fault.sizeInBytes} bytes, there are ${fault.available}`;
    case "oldMagic":
      return `message format v${fault.magic} was dropped in Kafka 4.0 (KIP-724); magic 2 is the only one`;
    case "unknownMagic":
      return `no record batch has magic ${fault.magic}`;
    case "badCrc":
      return `the checksum is ${fault.computed}, the batch says ${fault.stored}`;
    case "unknownCodec":
      return `no codec has the id ${fault.id}`;
    case "badCount":
      return `${fault.recordCount} records do not fit a last offset delta of ${fault.lastOffsetDelta}`;
  }
}
