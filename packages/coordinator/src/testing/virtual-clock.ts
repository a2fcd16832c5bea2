import type { Clock, Timer } from "@ottla/runtime";

interface Scheduled {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so. Begins at a real-looking wall-clock time, and at 0 for measuring. */
export class VirtualClock implements Clock {
  readonly startMs = 1_700_000_000_000;
  #elapsedMs = 0;
  #offsetMs = 0;
  readonly #scheduled = new Set<Scheduled>();

  now(): number {
    return this.startMs + this.#elapsedMs + this.#offsetMs;
  }

  /** Lets the wall clock jump. */
  jump(offsetMs: number): void {
    this.#offsetMs += offsetMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  giveWay(): Promise<void> {
    return settle();
  }

  schedule(delayMs: number, callback: () => void): Timer {
    const entry = { at: this.#elapsedMs + Math.max(delayMs, 0), callback };
    this.#scheduled.add(entry);
    return { cancel: () => void this.#scheduled.delete(entry) };
  }

  /** Lets time pass, stopping at each callback that is due, and lets everything settle that these set off. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#elapsedMs + durationMs;
    await settle();
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#scheduled.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.at);
      next.callback();
      await settle();
    }
    this.#elapsedMs = end;
  }

  #next(end: number): Scheduled | null {
    let first: Scheduled | null = null;
    for (const entry of this.#scheduled) {
      if (entry.at <= end && (first === null || entry.at < first.at)) first = entry;
    }
    return first;
  }
}

/** Lets all promises that can resolve do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
