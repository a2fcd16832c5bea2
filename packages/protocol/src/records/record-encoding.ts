import { varintSize, varlongSize, writeVarint, writeVarlong } from "./varint.ts";

export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export const noHeaders: readonly RecordHeader[] = [];

/** Below this, copying byte by byte beats the call into the engine that `set` costs. */
const shortCopyBytes = 12;

/** The bytes of a record after its own length field. */
export function recordBodySize(
  offsetDelta: number,
  timestampDelta: number,
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers: readonly RecordHeader[],
): number {
  let size = 1 + varlongSize(timestampDelta) + varintSize(offsetDelta);
  size += key === null ? 1 : varintSize(key.length) + key.length;
  size += value === null ? 1 : varintSize(value.length) + value.length;
  size += varintSize(headers.length);
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i]!; // i < length
    const keyBytes = Buffer.byteLength(header.key);
    size += varintSize(keyBytes) + keyBytes;
    size += header.value === null ? 1 : varintSize(header.value.length) + header.value.length;
  }
  return size;
}

/** Writes a record whose body size is known, and returns the position after it. The target must have the room. */
export function writeRecord(
  target: Buffer,
  position: number,
  bodySize: number,
  offsetDelta: number,
  timestampDelta: number,
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers: readonly RecordHeader[],
): number {
  let at = writeVarint(target, position, bodySize);
  target[at++] = 0; // attributes: none are defined
  at = writeVarlong(target, at, timestampDelta);
  at = writeVarint(target, at, offsetDelta);
  at = writeBytes(target, at, key);
  at = writeBytes(target, at, value);
  at = writeVarint(target, at, headers.length);
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i]!; // i < length
    at = writeVarint(target, at, Buffer.byteLength(header.key));
    at += target.write(header.key, at, "utf8");
    at = writeBytes(target, at, header.value);
  }
  return at;
}

function writeBytes(target: Buffer, position: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(target, position, -1);
  const length = bytes.length;
  const at = writeVarint(target, position, length);
  if (length < shortCopyBytes) for (let i = 0; i < length; i++) target[at + i] = bytes[i]!;
  else target.set(bytes, at);
  return at + length;
}
