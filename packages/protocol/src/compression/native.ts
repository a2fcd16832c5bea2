import { createRequire } from "node:module";

/*
 * The optional accelerators: packages with prebuilt binaries that may be absent, or have none for this platform. Each is
 * chosen once, at start-up, and has a portable twin that passes the same tests.
 */

export interface SnappyPackage {
  compressSync(bytes: Uint8Array): Buffer;
  uncompressSync(block: Uint8Array, options: { asBuffer: true }): Buffer;
}

export interface Lz4Package {
  /** One block, with its decompressed length in four bytes before it. */
  compressSync(bytes: Uint8Array): Buffer;
  decompressFrameSync(frame: Uint8Array): Buffer;
}

// The interfaces above are the part of each package's published declarations that is used here.
export const snappyPackage = load("snappy") as SnappyPackage | null;
export const lz4Package = load("lz4-napi") as Lz4Package | null;

function load(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name);
  } catch {
    return null; // not installed, or no binary for this platform: the portable twin serves
  }
}
