export { type CompressionCodec, compressionCodecs } from "./codec.ts";
export { type CompressionOptions, compress } from "./compress.ts";
export { CompressionError, type CompressionFault } from "./compression-error.ts";
