/** How long the rows will take, and what is left: said beforehand, and mended by what they have taken so far. */
import type { HowMuch } from "./rounds.ts";
import { warmUpScale } from "./rounds.ts";
import type { Row } from "./row.ts";

/** Whatever the scale: clients that start, topics that come and go, writing what is left to write. Of both, each round. */
const roundSeconds = 3;
/** A new process of ours, and topics that are filled. */
const rowSeconds = 5;

/** What rows take on two cores that do nothing else. */
export function estimatedSeconds(rows: readonly Row[], { rounds, scale }: HowMuch): number {
  return rows.reduce((sum, row) => {
    const warmUp = row.on === "running broker" ? { rounds: 1, scale: warmUpScale } : { rounds: 0, scale: 0 };
    const worked = row.seconds * scale * (rounds + warmUp.scale);
    return sum + rowSeconds + roundSeconds * (rounds + warmUp.rounds) + worked;
  }, 0);
}

/** Follows the rows as they are done. */
export class Progress {
  readonly #rows: readonly Row[];
  readonly #howMuch: HowMuch;
  readonly #started: number;
  readonly #now: () => number;
  #rowStarted: number;
  #done = 0;

  constructor(rows: readonly Row[], howMuch: HowMuch, now = () => performance.now() / 1000) {
    this.#rows = rows;
    this.#howMuch = howMuch;
    this.#now = now;
    this.#started = now();
    this.#rowStarted = this.#started;
  }

  /** What to say before the first row. */
  get beginning(): string {
    return `${this.#rows.length} rows, about ${spoken(estimatedSeconds(this.#rows, this.#howMuch))}`;
  }

  /** What to say when the next row is done: what it took, and what is left if all goes on like that. */
  rowDone(): string {
    const now = this.#now();
    const took = now - this.#rowStarted;
    this.#rowStarted = now;
    this.#done += 1;
    const left = this.#rows.slice(this.#done);
    if (left.length === 0) return `took ${spoken(took)}; all of it ${spoken(now - this.#started)}`;
    const pace = (now - this.#started) / estimatedSeconds(this.#rows.slice(0, this.#done), this.#howMuch);
    return `took ${spoken(took)}; about ${spoken(pace * estimatedSeconds(left, this.#howMuch))} to go`;
  }
}

function spoken(seconds: number): string {
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
