import type { CompressionCodec } from "./codec.ts";
import { CompressionError } from "./compression-error.ts";
import { decompressGzip } from "./gzip.ts";
import { decompressLz4 } from "./lz4.ts";
import { decompressSnappy } from "./snappy.ts";
import { decompressZstd } from "./zstd.ts";

/**
 * The records of one batch, decompressed. Throws CompressionError if they are not what the codec writes, or would come to
 * more than `maxBytes`; no size that the bytes announce is believed, and no more than `maxBytes` is ever allocated for it.
 */
export function decompress(codec: CompressionCodec, bytes: Buffer, maxBytes: number): Buffer {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return decompressGzip(bytes, maxBytes);
    case "snappy":
      return decompressSnappy(bytes, maxBytes);
    case "lz4":
      return decompressLz4(bytes, maxBytes);
    case "zstd":
      return decompressZstd(bytes, maxBytes);
    default:
      return unknownCodec(codec);
  }
}

function unknownCodec(codec: never): never {
  throw new CompressionError("unavailable", `no codec is called ${String(codec)}`);
}
