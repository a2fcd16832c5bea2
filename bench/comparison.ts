/** Two brokers compared, figure by figure. */
import type { Rounds, RowResult } from "./rounds.ts";
import { type Figure, longestStall, type Row } from "./row.ts";
import type { Stalls } from "./stalls.ts";
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
  /** What there is to say of ours besides. */
  readonly remark?: string;
}

/** In the order of the row's figures; those that were not measured are left out. */
export function compare(row: Pick<Row, "name" | "figures">, result: RowResult): Comparison[] {
  const compared = row.figures.flatMap((figure) => {
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
  return result.stalls === null ? compared : [...compared, stallOf(row.name, result.stalls)];
}

function stallOf(row: string, { longestMs, cause, byCause }: Stalls): Comparison {
  const causes = Object.entries(byCause).map(([name, ms]) => `${name} ${ms} ms`);
  return {
    row,
    figure: longestStall,
    rounds: 1,
    ours: longestMs,
    theirs: Number.NaN,
    ratio: { median: Number.NaN, least: Number.NaN, most: Number.NaN },
    isMet: meets(longestStall, longestMs, Number.NaN),
    remark: causes.length > 1 ? causes.join(", ") : cause,
  };
}

function valuesOf({ name }: Figure, measured: Rounds["ottla"]): number[] {
  return measured.flatMap((each) => each[name] ?? []);
}

function meets({ better, target, limit }: Figure, ours: number, ratio: number): boolean | null {
  if (target === undefined && limit === undefined) return null;
  const isWithin = (value: number, bound: number) => (better === "more" ? value >= bound : value <= bound);
  return (target === undefined || isWithin(ratio, target)) && (limit === undefined || isWithin(ours, limit));
}

/**
 * The median ratio of all rows of a kind, `produce` and every `produce-…`: of their first figures, where such a figure shall
 * have a ratio.
 */
export function medianRow(comparisons: readonly Comparison[], kind: string): number | null {
  const first = new Map<string, Comparison>();
  for (const comparison of comparisons) {
    const { row } = comparison;
    const isOfKind = row === kind || row.startsWith(`${kind}-`);
    if (isOfKind && !first.has(row)) first.set(row, comparison);
  }
  const judged = [...first.values()].filter(({ figure }) => figure.target !== undefined);
  return judged.length === 0 ? null : median(judged.map(({ ratio }) => ratio.median));
}
