import { crc32, gunzipSync, gzipSync, inflateRawSync, type ZlibOptions } from "node:zlib";
import { CompressionError } from "./compression-error.ts";
import { boundedOutput, isOverLimit } from "./zlib-limits.ts";

export function compressGzip(bytes: Uint8Array, level: number): Buffer {
  return gzipSync(bytes, { level });
}

/**
 * Into at most `maxBytes`. Bytes after the trailer that do not begin another member are let be, as Kafka does
 * (java.util.zip.GZIPInputStream).
 */
export function decompressGzip(bytes: Uint8Array, maxBytes: number): Buffer {
  const options = boundedOutput(bytes.length, maxBytes);
  try {
    return gunzipSync(bytes, options);
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge(maxBytes);
    return decompressFirstMember(bytes, maxBytes, options);
  }
}

/** What node:zlib refuses may be a whole member with something after it. */
function decompressFirstMember(bytes: Uint8Array, maxBytes: number, options: ZlibOptions): Buffer {
  const start = headerEnd(bytes);
  if (start === null) throw new CompressionError("corrupt", "not gzip data: its header is wrong");
  const { buffer, engine } = inflateBody(bytes.subarray(start), maxBytes, options);
  const trailer = Buffer.from(bytes.subarray(start + engine.bytesWritten)).subarray(0, trailerBytes);
  const isWhole =
    trailer.length === trailerBytes &&
    trailer.readUInt32LE(0) === crc32(buffer) &&
    trailer.readUInt32LE(4) === buffer.length % 2 ** 32;
  if (!isWhole) throw new CompressionError("corrupt", "the trailer of gzip data is missing or wrong");
  return buffer;
}

/** Checksum and length of what the member holds. */
const trailerBytes = 8;

interface Inflated {
  readonly buffer: Buffer;
  /** How much of the input the body was. */
  readonly engine: { readonly bytesWritten: number };
}

function inflateBody(bytes: Uint8Array, maxBytes: number, options: ZlibOptions): Inflated {
  try {
    // With `info`, the answer is not the buffer that its type says.
    return inflateRawSync(bytes, { ...options, info: true }) as unknown as Inflated;
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge(maxBytes);
    throw new CompressionError("corrupt", "gzip data does not inflate", { cause: error });
  }
}

/** Where the deflated body begins (RFC 1952), or null if no gzip header comes before it. */
function headerEnd(bytes: Uint8Array): number | null {
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return null;
  const flags = bytes[3]!; // ten bytes are there
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  if (flags & 8) at = bytes.indexOf(0, at) + 1 || bytes.length;
  if (flags & 16) at = bytes.indexOf(0, at) + 1 || bytes.length;
  if (flags & 2) at += 2;
  return at <= bytes.length ? at : null;
}

function tooLarge(maxBytes: number): CompressionError {
  return new CompressionError("tooLarge", `gzip data of more than ${maxBytes} bytes`);
}
