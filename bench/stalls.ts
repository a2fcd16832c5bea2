/** Stalls of Ottla's event loop, as its log tells them when it stops. */

export interface Stalls {
  /** The longest of all, however short, and what held the loop up. */
  readonly longestMs: number;
  readonly cause: string;
  /** The longest of each cause, of those that Ottla warns of: 50 ms and more. */
  readonly byCause: Readonly<Record<string, number>>;
}

const told = "longest stall of the event loop";

/** Null where the log tells of none: a broker that had nothing to do, or that was killed. */
export function stallsIn(log: string): Stalls | null {
  const line = log.split("\n").findLast((each) => each.includes(told));
  if (line === undefined) return null;
  const { cause, durationMs, longestByCause } = JSON.parse(line) as Line;
  return { longestMs: durationMs, cause, byCause: longestByCause };
}

interface Line {
  readonly cause: string;
  readonly durationMs: number;
  readonly longestByCause: Readonly<Record<string, number>>;
}

/** What several processes had, one after the other, as if they had been one. */
export function worstOf(all: readonly Stalls[]): Stalls | null {
  const [longest] = all.toSorted((one, other) => other.longestMs - one.longestMs);
  if (longest === undefined) return null;
  const byCause: Record<string, number> = {};
  for (const [cause, ms] of all.flatMap((each) => Object.entries(each.byCause))) {
    byCause[cause] = Math.max(byCause[cause] ?? 0, ms);
  }
  return { ...longest, byCause };
}
