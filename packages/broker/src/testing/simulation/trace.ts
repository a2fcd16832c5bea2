import { createHash } from "node:crypto";

/** Everything that clients heard, and when, as one number: two runs of a seed must agree on it. */
export class Trace {
  readonly #hash = createHash("sha256");
  #eventCount = 0;

  /** How much was heard. */
  get eventCount(): number {
    return this.#eventCount;
  }

  add(elapsedMs: number, who: string, what: Uint8Array | string): void {
    this.#eventCount++;
    this.#hash.update(`${elapsedMs} ${who} ${what.length}\n`).update(what);
  }

  /** Only once: the trace ends with it. */
  digest(): string {
    return this.#hash.digest("hex");
  }
}
