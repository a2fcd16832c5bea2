import { createRequire } from "node:module";
import { CompressionError } from "./compression-error.ts";

/*
 * The optional accelerators: packages with prebuilt binaries that may be absent, or have none for this platform. Each is
 * chosen once, at its first use, and has a portable twin that passes the same tests.
 */

export interface SnappyPackage {
  /** `copyOutputData`: into a buffer of the engine's own. Adopting a foreign one costs five times the decompression. */
  compressSync(bytes: Uint8Array, options: { copyOutputData: true }): Buffer;
  uncompressSync(block: Uint8Array, options: { asBuffer: true; copyOutputData: true }): Buffer;
}

export interface Lz4Package {
  /** One block, with its decompressed length in four bytes before it. */
  compressSync(bytes: Uint8Array): Buffer;
  /** The same the other way. Its functions for whole frames are seven times slower. */
  uncompressSync(block: Uint8Array): Buffer;
}

// The interfaces above are the part of each package's published declarations that is used here.
export const snappyPackage = once(() => load("snappy") as SnappyPackage | null);
export const lz4Package = once(() => load("lz4-napi") as Lz4Package | null);

function load(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name);
  } catch {
    return null; // not installed, or no binary for this platform: the portable twin serves
  }
}

/** What `make` gives, made when it is asked for first: each package takes three megabytes, and few programs need all. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Puts what a native decompressor gives where it belongs. The target is memory not yet written, so a result of another
 * length than expected must not pass: the rest would show what lay there before.
 */
export function placeWhole(
  decompress: () => Uint8Array,
  length: number,
  target: Uint8Array,
  out: number,
  codec: string,
): void {
  let content: Uint8Array;
  try {
    content = decompress();
  } catch (cause) {
    throw new CompressionError("corrupt", `not a block of ${codec}`, { cause });
  }
  if (content.length !== length) {
    throw new CompressionError(
      "corrupt",
      `a block of ${codec} came to ${content.length} bytes, not ${length}`,
    );
  }
  target.set(content, out);
}
