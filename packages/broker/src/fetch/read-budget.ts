import type { Clock, Timer } from "@ottla/runtime";

/** While clients hold too much, it is looked again this often. */
const recheckMs = 20;

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/**
 * Bounds the memory of fetches that read from the disk: what is being read, and what clients have not taken of earlier
 * answers. Records that are still in memory cost nothing, and need no part of it. First come, first served.
 */
export class ReadBudget {
  readonly #clock: Clock;
  readonly #heldBytes: () => number;
  readonly #maxBytes: number;
  readonly #waiting: Waiting[] = [];
  #readingBytes = 0;
  #timer: Timer | null = null;

  /** `heldBytes` says how much of earlier answers clients have not taken. */
  constructor(options: {
    readonly clock: Clock;
    readonly maxBytes: number;
    readonly heldBytes: () => number;
  }) {
    this.#clock = options.clock;
    this.#heldBytes = options.heldBytes;
    this.#maxBytes = options.maxBytes;
  }

  /** Fetches that wait for their turn. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when as much may be read, with the function that gives it back when the answer is on its way. Whoever holds a
   * part must not ask for another: all could wait for each other.
   */
  async take(bytes: number): Promise<() => void> {
    if (!this.hasRoom) {
      await new Promise<void>((begin) => {
        this.#waiting.push({ bytes, begin });
        this.#recheckSoon();
      });
    } else {
      this.#readingBytes += bytes;
    }
    let isTaken = true;
    return () => {
      if (isTaken) this.#readingBytes -= bytes;
      isTaken = false;
      this.#beginWaiting();
    };
  }

  /** Whether who takes a part now gets it without a wait. */
  get hasRoom(): boolean {
    return this.#waiting.length === 0 && this.#isBelowLimit;
  }

  /** The last to begin may go beyond the limit: a fetch that is larger than all of it must have its turn too. */
  get #isBelowLimit(): boolean {
    return this.#readingBytes + this.#heldBytes() < this.#maxBytes;
  }

  #beginWaiting(): void {
    while (this.#waiting.length > 0 && this.#isBelowLimit) {
      const next = this.#waiting.shift()!;
      this.#readingBytes += next.bytes;
      next.begin();
    }
    this.#recheckSoon();
  }

  #recheckSoon(): void {
    if (this.#waiting.length === 0 || this.#timer !== null) return;
    this.#timer = this.#clock.schedule(recheckMs, () => {
      this.#timer = null;
      this.#beginWaiting();
    });
  }
}
