import { constants, gunzipSync, gzipSync, inflateRawSync, type ZlibOptions } from "node:zlib";
import { CompressionError } from "./compression-error.ts";
import { boundedOutput, isOverLimit } from "./zlib-limits.ts";

export function compressGzip(bytes: Uint8Array, level: number): Buffer {
  return gzipSync(bytes, { level });
}

/**
 * Into at most `maxBytes`. A trailer that is missing or wrong is let be, as Kafka does: it reads no further than the
 * last record, and the batch has a checksum of its own. Whether all records are there, their walk tells.
 */
export function decompressGzip(bytes: Uint8Array, maxBytes: number): Buffer {
  const options = { ...boundedOutput(bytes.length, maxBytes), finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return gunzipSync(bytes, options);
  } catch (error) {
    if (isOverLimit(error)) throw tooLarge(maxBytes);
    return decompressBody(bytes, maxBytes, options);
  }
}

function decompressBody(bytes: Uint8Array, maxBytes: number, options: ZlibOptions): Buffer {
  const start = headerEnd(bytes);
  if (start === null) throw new CompressionError("corrupt", "not gzip data: its header is wrong");
  try {
    return inflateRawSync(bytes.subarray(start), options);
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
