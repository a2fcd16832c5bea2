/** Two brokers compared, figure by figure. */

import type { RowResult } from "./rounds.ts";
import type { Figure, Row } from "./row.ts";
import { median, ratios, type Spread, spread } from "./statistics.ts";

export interface Comparison {
  readonly row: string;
  readonly figure: Figure;
  readonly rounds: number;
  /** Medians. */
  readonly ours: number;
  readonly theirs: number;
  /** Ours to theirs, over the rounds. */
  readonly ratio: Spread;
  /** Null where nothing is asked of the figure. */
  readonly isMet: boolean | null;
}

/** In the order of the row's figures; those that were not measured are left out. */
export function compare(row: Pick<Row, "name" | "figures">, result: RowResult): Comparison[] {
  return row.figures.flatMap((figure) => {
    const ours = valuesOf(figure, result.ottla);
    const theirs = valuesOf(figure, result.kafka);
    const byRound = ratios(ours, theirs);
    if (byRound.length === 0) return [];
    const ratio = spread(byRound);
    const isMet = meets(figure, median(ours), ratio.median);
    return [
      {
        row: row.name,
        figure,
        rounds: byRound.length,
        ours: median(ours),
        theirs: median(theirs),
        ratio,
        isMet,
      },
    ];
  });
}

function valuesOf({ name }: Figure, measured: RowResult["ottla"]): number[] {
  return measured.flatMap((each) => each[name] ?? []);
}

function meets({ better, target, limit }: Figure, ours: number, ratio: number): boolean | null {
  if (target === undefined && limit === undefined) return null;
  const isWithin = (value: number, bound: number) => (better === "more" ? value >= bound : value <= bound);
  return (target === undefined || isWithin(ratio, target)) && (limit === undefined || isWithin(ours, limit));
}

/** The median ratio of the first figures of all rows of a kind: `produce` and every `produce-…`. */
export function medianRow(comparisons: readonly Comparison[], kind: string): number | null {
  const first = new Map<string, number>();
  for (const { row, ratio } of comparisons) {
    const isOfKind = row === kind || row.startsWith(`${kind}-`);
    if (isOfKind && !first.has(row)) first.set(row, ratio.median);
  }
  return first.size === 0 ? null : median([...first.values()]);
}
