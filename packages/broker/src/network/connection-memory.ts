import type { Clock } from "@ottla/runtime";

/** What a connection holds in memory, as it tells whenever that changes. */
export interface MemoryHolder {
  /** Frames that are incomplete, wait, or are worked on. */
  readonly requestBytes: number;
  /** Answers that the client has not taken. */
  readonly responseBytes: number;
  /** Since when answers have waited for the client to take them (monotonic); null: none does. */
  readonly blockedSinceMs: number | null;
  /** Called when there is room for answers again. */
  resumeWork(): void;
  /** Closes at once. */
  destroy(fault: Error): void;
}

/**
 * Bounds what all connections together hold in memory, whatever clients do.
 *
 * Requests: above the limit, the connection that holds most is closed. Answers: above the limit, no request is begun on
 * any connection until clients have taken some; who takes nothing for as long as clients wait by default (`request.timeout.ms`
 * of the client) is closed, for its client has given up.
 */
export class ConnectionMemory {
  readonly #clock: Clock;
  readonly #limits: { readonly requestBytes: number; readonly responseBytes: number };
  readonly #holders = new Map<MemoryHolder, { requestBytes: number; responseBytes: number }>();
  readonly #waiting = new Set<MemoryHolder>();
  #requestBytes = 0;
  #responseBytes = 0;
  #isWatching = false;

  constructor(clock: Clock, limits: { readonly requestBytes: number; readonly responseBytes: number }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Frames that are incomplete, wait, or are worked on, of all connections together. */
  get requestBytes(): number {
    return this.#requestBytes;
  }

  /** What clients have not taken, all connections together. */
  get responseBytes(): number {
    return this.#responseBytes;
  }

  /** Takes note of what a connection holds now. */
  update(holder: MemoryHolder): void {
    let held = this.#holders.get(holder);
    if (held === undefined) {
      held = { requestBytes: 0, responseBytes: 0 };
      this.#holders.set(holder, held);
    }
    const { requestBytes, responseBytes } = holder;
    this.#requestBytes += requestBytes - held.requestBytes;
    this.#responseBytes += responseBytes - held.responseBytes;
    held.requestBytes = requestBytes;
    held.responseBytes = responseBytes;
    if (this.#requestBytes > this.#limits.requestBytes) this.#closeLargest();
    if (this.#waiting.size > 0) this.#resumeWaiting();
  }

  /** Forgets a connection that is closed. */
  remove(holder: MemoryHolder): void {
    const held = this.#holders.get(holder);
    if (held === undefined) return;
    this.#requestBytes -= held.requestBytes;
    this.#responseBytes -= held.responseBytes;
    this.#holders.delete(holder);
    this.#waiting.delete(holder);
    this.#resumeWaiting();
  }

  /** False: no request may be begun now; `resumeWork` is called when one may. */
  admit(holder: MemoryHolder): boolean {
    if (this.#responseBytes <= this.#limits.responseBytes) return true;
    this.#waiting.add(holder);
    this.#watchStalled();
    return false;
  }

  #resumeWaiting(): void {
    for (const holder of this.#waiting) {
      if (this.#responseBytes > this.#limits.responseBytes) return;
      this.#waiting.delete(holder);
      holder.resumeWork();
    }
  }

  #closeLargest(): void {
    let largest: MemoryHolder | null = null;
    for (const holder of this.#holders.keys()) {
      if (largest === null || holder.requestBytes > largest.requestBytes) largest = holder;
    }
    largest?.destroy(new Error("requests hold too much memory, and this connection holds most of it"));
  }

  #closeStalled(): void {
    this.#isWatching = false;
    if (this.#waiting.size === 0) return;
    const sinceMs = this.#clock.monotonic() - stallMs;
    for (const holder of this.#holders.keys()) {
      if (holder.blockedSinceMs !== null && holder.blockedSinceMs <= sinceMs) {
        holder.destroy(new Error("answers were not taken while others wait for the memory that they hold"));
      }
    }
    if (this.#waiting.size > 0) this.#watchStalled();
  }

  #watchStalled(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#clock.schedule(evictionCheckMs, () => this.#closeStalled());
  }
}

const evictionCheckMs = 1000;
/** What clients wait for an answer unless told otherwise. */
const stallMs = 30_000;
