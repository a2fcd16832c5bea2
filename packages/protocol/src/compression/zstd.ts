import zlib from "node:zlib";
import { CompressionError } from "./compression-error.ts";
import { boundedOutput, isOverLimit } from "./zlib-limits.ts";

/** Whether this Node has it: from 22.15 on. */
export const hasZstd: boolean = typeof zlib.zstdCompressSync === "function";

export function compressZstd(bytes: Uint8Array, level: number): Buffer {
  assertAvailable();
  return zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } });
}

/** Into at most `maxBytes`, whatever size the frame announces. */
export function decompressZstd(bytes: Uint8Array, maxBytes: number): Buffer {
  assertAvailable();
  try {
    return zlib.zstdDecompressSync(bytes, boundedOutput(bytes.length, maxBytes));
  } catch (error) {
    if (isOverLimit(error)) {
      throw new CompressionError("tooLarge", `Zstandard data of more than ${maxBytes} bytes`);
    }
    throw new CompressionError("corrupt", "not Zstandard data", { cause: error });
  }
}

function assertAvailable(): void {
  if (!hasZstd) throw new CompressionError("unavailable", "Zstandard needs Node 22.15 or later");
}
