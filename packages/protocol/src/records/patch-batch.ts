import { crc32c } from "../checksums/index.ts";
import { attribute, field, logOverhead, type TimestampType } from "./batch-layout.ts";
import { readInt64, writeInt64 } from "./int64.ts";

/*
 * What a broker changes in a batch it was given, in place. Base offset and leader epoch lie outside the checksum:
 * assigning offsets costs twelve bytes, whatever the batch weighs. A timestamp lies inside and costs a new checksum.
 */

export function setBaseOffset(bytes: Uint8Array, position: number, baseOffset: number): void {
  writeInt64(viewOf(bytes, position), field.baseOffset, baseOffset);
}

/** Moves the batch so that its last record has this offset; what a broker that counts from the end wants. */
export function setLastOffset(bytes: Uint8Array, position: number, lastOffset: number): void {
  const view = viewOf(bytes, position);
  writeInt64(view, field.baseOffset, lastOffset - view.getInt32(field.lastOffsetDelta));
}

export function setPartitionLeaderEpoch(bytes: Uint8Array, position: number, epoch: number): void {
  viewOf(bytes, position).setInt32(field.partitionLeaderEpoch, epoch);
}

/** Stamps the batch with the broker's clock: all its records then have this time. Recomputes the checksum. */
export function setLogAppendTime(bytes: Uint8Array, position: number, timestamp: number): void {
  setMaxTimestamp(bytes, position, "LogAppendTime", timestamp);
}

/** Sets the timestamp type and the batch's maximum timestamp; the checksum is recomputed only if they change. */
export function setMaxTimestamp(
  bytes: Uint8Array,
  position: number,
  timestampType: TimestampType,
  maxTimestamp: number,
): void {
  const view = viewOf(bytes, position);
  const attributes = view.getInt16(field.attributes);
  const wanted =
    timestampType === "LogAppendTime"
      ? attributes | attribute.logAppendTime
      : attributes & ~attribute.logAppendTime;
  if (wanted === attributes && readInt64(view, field.maxTimestamp) === maxTimestamp) return;
  writeInt64(view, field.maxTimestamp, maxTimestamp);
  view.setInt16(field.attributes, wanted);
  updateCrc(bytes, position);
}

/** Recomputes the checksum over everything it covers. The batch's length must be right already. */
export function updateCrc(bytes: Uint8Array, position: number): void {
  const view = viewOf(bytes, position);
  const end = position + logOverhead + view.getInt32(field.length);
  view.setUint32(field.crc, crc32c(bytes.subarray(position + field.attributes, end)));
}

function viewOf(bytes: Uint8Array, position: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + position, bytes.length - position);
}
