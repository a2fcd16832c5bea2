const minChunkBytes = 16_384;
const maxChunkBytes = 1_048_576;
/** What records usually grow by; a wrong guess costs a second chunk. */
const usualGrowth = 5;

/** Options that make node:zlib stop at `maxBytes`, and produce its output in few pieces. */
export function boundedOutput(
  inputBytes: number,
  maxBytes: number,
): { maxOutputLength: number; chunkSize: number } {
  return {
    maxOutputLength: Math.max(1, maxBytes),
    chunkSize: Math.min(maxChunkBytes, Math.max(minChunkBytes, inputBytes * usualGrowth)),
  };
}

/** Whether node:zlib gave up because the output outgrew its limit, and not because of the input. */
export function isOverLimit(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
