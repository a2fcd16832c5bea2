/** What takes longer than this was not just a copy into the page cache, nor a moment in which another had the processor. */
const slowMs = 4;
/** How long writes go through the thread pool after a slow one: twice as long after each that follows, up to the most. */
const shortestPauseMs = 100;
const longestPauseMs = 10_000;
/** Above this the hop through the thread pool is small beside the copy, and the other core may as well do it. */
const largestBytes = 256 * 1024;

/**
 * Tells which writes are made on the spot. To write is to copy into the page cache, which takes microseconds where a
 * round through the thread pool takes tens of them and wakes two threads. But a write may also have to wait for the disk: while the
 * file system commits a sync, or when there is more to write back than the system allows. The event loop must not wait
 * with it. So nothing is written on the spot while a sync is under way, nor for a while after a write that was slow.
 */
export class PromptWrites {
  readonly #monotonic: () => number;
  #syncCount = 0;
  #pauseMs = shortestPauseMs;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  /** `monotonic` gives milliseconds, as {@link Clock.monotonic} does. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Whether so many bytes may be written while the event loop waits. */
  allows(byteCount: number): boolean {
    return byteCount <= largestBytes && this.#syncCount === 0 && this.#pausedUntilMs <= this.#monotonic();
  }

  /** Runs a write that {@link allows} has allowed, and learns from how long it takes. */
  make<T>(write: () => T): T {
    const startMs = this.#monotonic();
    try {
      return write();
    } finally {
      const endMs = this.#monotonic();
      if (endMs - startMs > slowMs) this.#pause(endMs);
      else this.#recover(endMs);
    }
  }

  /** Runs a sync. */
  async during<T>(sync: () => Promise<T>): Promise<T> {
    this.#syncCount++;
    try {
      return await sync();
    } finally {
      this.#syncCount--;
    }
  }

  #pause(nowMs: number): void {
    this.#pausedUntilMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  /** What was slow once in a while is forgiven: a pause that has been over for as long as it lasted makes the next one short. */
  #recover(nowMs: number): void {
    if (this.#pauseMs === shortestPauseMs) return;
    if (nowMs - this.#pausedUntilMs > this.#pauseMs) this.#pauseMs = shortestPauseMs;
  }
}
