import { gzipSync } from "node:zlib";
import type { CompressionCodec } from "./codec.ts";
import { CompressionError } from "./compression-error.ts";

export interface CompressionOptions {
  readonly level?: number | undefined;
}

/** Compresses the records of one batch. */
export function compress(
  codec: CompressionCodec,
  bytes: Uint8Array,
  options: CompressionOptions = {},
): Uint8Array {
  if (codec === "none") return bytes;
  if (codec === "gzip") return gzipSync(bytes, { level: options.level ?? -1 });
  throw new CompressionError("unavailable", `no ${codec} here`);
}
