export { type CompressionCodec, compressionCodecs } from "./codec.ts";
export { type CompressionOptions, compress, compressionLevels } from "./compress.ts";
export { CompressionError, type CompressionFault } from "./compression-error.ts";
export { decompress } from "./decompress.ts";
