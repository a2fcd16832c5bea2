import zlib from "node:zlib";
import { CompressionError } from "./compression-error.ts";
import { boundedOutput, isOverLimit } from "./zlib-limits.ts";

/** Whether this Node has it: from 22.15 on. */
export const hasZstd: boolean = typeof zlib.zstdCompressSync === "function";

export function compressZstd(bytes: Uint8Array, level: number): Buffer {
  assertAvailable();
  return zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } });
}

/** Into at most `maxBytes`, whatever size the frame announces. Nothing but another frame may follow a frame. */
export function decompressZstd(bytes: Uint8Array, maxBytes: number): Buffer {
  assertAvailable();
  const first = decompressFrame(bytes, maxBytes);
  if (first.engine.bytesWritten === bytes.length) return first.buffer;
  const frames = [first.buffer];
  let read = first.engine.bytesWritten;
  let length = first.buffer.length;
  while (read < bytes.length) {
    const { buffer, engine } = decompressFrame(bytes.subarray(read), maxBytes - length);
    frames.push(buffer);
    read += engine.bytesWritten;
    length += buffer.length;
  }
  return Buffer.concat(frames, length);
}

interface DecompressedFrame {
  readonly buffer: Buffer;
  /** How much of the input the frame was. */
  readonly engine: { readonly bytesWritten: number };
}

function decompressFrame(bytes: Uint8Array, maxBytes: number): DecompressedFrame {
  const options = { ...boundedOutput(bytes.length, maxBytes), info: true };
  try {
    // With `info`, the answer is not the buffer that its type says.
    return zlib.zstdDecompressSync(bytes, options) as unknown as DecompressedFrame;
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
