const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/**
 * The hash by which every Kafka client spreads keyed records over partitions: 32-bit MurmurHash 2 with Kafka's seed.
 * Returns a signed 32-bit number; {@link toPositive} makes it a usable index.
 */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const wordsEnd = length & ~3;
  let hash = seed ^ length;
  for (let i = 0; i < wordsEnd; i += 4) {
    // In bounds: i + 3 < wordsEnd <= length.
    let word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    word = Math.imul(word, multiplier);
    word = Math.imul(word ^ (word >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ word;
  }
  const tailBytes = length & 3;
  if (tailBytes === 3) hash ^= bytes[wordsEnd + 2]! << 16;
  if (tailBytes >= 2) hash ^= bytes[wordsEnd + 1]! << 8;
  if (tailBytes >= 1) hash = Math.imul(hash ^ bytes[wordsEnd]!, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/** Drops the sign bit, as Kafka does before taking a hash modulo the partition count (not the absolute value). */
export function toPositive(hash: number): number {
  return hash & 0x7fffffff;
}
