/** The codecs a record batch can name, at the index its attributes carry (bits 0 to 2). */
export const compressionCodecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

export type CompressionCodec = (typeof compressionCodecs)[number];
