import type { CompressionCodec } from "./codec.ts";
import { CompressionError } from "./compression-error.ts";
import { compressGzip } from "./gzip.ts";
import { compressLz4 } from "./lz4.ts";
import { compressSnappy } from "./snappy.ts";
import { compressZstd } from "./zstd.ts";

export interface CompressionOptions {
  /** On the codec's own scale ({@link compressionLevels}); its default if not given. */
  readonly level?: number | undefined;
}

/**
 * The levels that `compression.<codec>.level` may have (KIP-390, KIP-780). Ours to know for LZ4, not to follow: it has one
 * effort, whatever the level, since the block compressors at hand have none to choose.
 */
export const compressionLevels = {
  gzip: { lowest: 1, highest: 9, default: -1 },
  lz4: { lowest: 1, highest: 17, default: 9 },
  zstd: { lowest: -131_072, highest: 22, default: 3 },
} as const;

/** Compresses the records of one batch, in the container that Kafka's Java clients use for the codec. */
export function compress(
  codec: CompressionCodec,
  bytes: Uint8Array,
  options: CompressionOptions = {},
): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return compressGzip(bytes, options.level ?? compressionLevels.gzip.default);
    case "snappy":
      return compressSnappy(bytes);
    case "lz4":
      return compressLz4(bytes);
    case "zstd":
      return compressZstd(bytes, options.level ?? compressionLevels.zstd.default);
    default:
      return unknownCodec(codec);
  }
}

function unknownCodec(codec: never): never {
  throw new CompressionError("unavailable", `no codec is called ${String(codec)}`);
}
