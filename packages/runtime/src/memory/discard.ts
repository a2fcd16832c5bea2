/**
 * Gives memory back at once, for who has the only reference to it: nothing may look at `bytes` afterwards.
 *
 * Chunks from a socket are the reason. Left to the collector, each gigabyte received makes it mark the whole heap dozens
 * of times, since it counts their memory and knows no other way to get at it. Buffers that share their memory with others are
 * left alone.
 */
export function discard({ buffer, length }: Buffer): void {
  if (length < worthwhileBytes || length !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  buffer.transfer(0);
}

/** Less is cheaper to collect. */
const worthwhileBytes = 4096;
