import { createRequire } from "node:module";
import { crc32cPortable } from "./crc32c-portable.ts";

type Crc32c = (bytes: Uint8Array, seed?: number) => number;

/** From here on the native call's fixed cost (about 110 ns) is repaid by its speed (about 12 GB/s). */
const nativeFromBytes = 250;

/** The optional accelerator, or null where its package is not installed or has no build for this platform. */
export const crc32cNative: Crc32c | null = loadNative();

/**
 * The CRC-32C that guards a record batch (KIP-98), as an unsigned 32-bit number.
 *
 * `seed` is the checksum of the bytes before these, so a value in pieces can be summed piece by piece.
 */
export const crc32c: Crc32c = crc32cNative === null ? crc32cPortable : byLength(crc32cNative);

function byLength(native: Crc32c): Crc32c {
  return (bytes, seed = 0) =>
    bytes.length < nativeFromBytes ? crc32cPortable(bytes, seed) : native(bytes, seed);
}

function loadNative(): Crc32c | null {
  try {
    const loaded: { crc32c: Crc32c } = createRequire(import.meta.url)("@node-rs/crc32");
    return loaded.crc32c;
  } catch {
    // An optional package: absent, or without a binary for this platform. Either way the portable one serves.
    return null;
  }
}
