/** Far more than threads that write for us. */
const defaultSlots = 128;
/** Who has had a turn is cut off the front of the queue in one go when there are this many. */
const cutAfter = 1024;

/**
 * How many logs of a broker write at a time. Ten thousand that begin at once, after a request to all of them, would have the event
 * loop for a long while: to begin, and again whenever hundreds of them are done in the same turn of it.
 */
export class WriteSlots {
  #free: number;
  #waiting: (() => void)[] = [];
  #first = 0;

  constructor(count: number = defaultSlots) {
    this.#free = count;
  }

  /** Takes a slot. Null: it is had already; else it is when the promise resolves, in the order of those who wait. */
  take(): Promise<void> | null {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#free--;
    return null;
  }

  /** Gives a slot back, and so to whoever waits longest. */
  give(): void {
    const next = this.#waiting[this.#first];
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#first++;
    if (this.#first >= cutAfter || this.#first === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    next();
  }
}
