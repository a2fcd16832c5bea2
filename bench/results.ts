/** The table as it is read: in a terminal, and as a page of the repository. */
import { type Comparison, medianRow } from "./comparison.ts";
import type { Figure } from "./row.ts";

/** Where and with what a table came about. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly versions: readonly string[];
  readonly rounds: number;
  /** Rows that could not be measured. */
  readonly failed: readonly string[];
}

/** What the median row of a kind shall reach, beside what each row shall. */
const medianTargets: Readonly<Record<string, number>> = { produce: 1.2, consume: 1.2 };

/** The last line of a row that was asked for: the ratio, and of what. */
export function ratioLine({ row, figure, ours, theirs, ratio, rounds, remark }: Comparison): string {
  const what = `${row}, ${figure.name} in ${figure.unit}, Ottla ${amount(ours)}`;
  if (Number.isNaN(ratio.median)) return remark === undefined ? what : `${what} (${remark})`;
  return (
    `ratio ${two(ratio.median)} (${two(ratio.least)}–${two(ratio.most)}): ${what}, ` +
    `Apache Kafka ${amount(theirs)} (medians of ${rounds})`
  );
}

/** A whole page, in Markdown. */
export function resultsPage(comparisons: readonly Comparison[], circumstances: Circumstances): string {
  const { date, machine, versions, rounds, failed } = circumstances;
  const judged = comparisons.filter(({ isMet }) => isMet !== null);
  const missed = judged.filter(({ isMet }) => isMet === false);
  return [
    "# Ottla beside Apache Kafka",
    "",
    "Written by `npm run bench`; [README.md](README.md) says what the rows are and how they are measured.",
    "",
    `- ${date}`,
    `- ${machine}`,
    ...versions.map((version) => `- ${version}`),
    `- medians of ${rounds} rounds; the ratio is Ottla's figure divided by Apache Kafka's, with the least and the most of the rounds`,
    "",
    ...markdownTable(
      ["row", "figure", "Ottla", "Apache Kafka", "ratio", "spread", "wanted", ""],
      comparisons.map(cellsOf),
    ),
    "",
    ...Object.entries(medianTargets).flatMap(([kind, target]) => medianLine(comparisons, kind, target)),
    `- ${judged.length - missed.length} of ${judged.length} figures are as wanted.`,
    ...(failed.length === 0 ? [] : [`- Not measured, because something failed: ${failed.join(", ")}.`]),
    "",
  ].join("\n");
}

function cellsOf({ row, figure, ours, theirs, ratio, isMet, remark }: Comparison): string[] {
  const isAlone = Number.isNaN(ratio.median);
  return [
    row,
    remark === undefined ? figure.name : `${figure.name} (${remark})`,
    `${amount(ours)} ${figure.unit}`,
    isAlone ? "" : `${amount(theirs)} ${figure.unit}`,
    isAlone ? "" : two(ratio.median),
    isAlone ? "" : `${two(ratio.least)}–${two(ratio.most)}`,
    wanted(figure),
    isMet === null ? "" : isMet ? "✓" : "✗",
  ];
}

function wanted({ better, target, limit, unit }: Figure): string {
  const sign = better === "more" ? "≥" : "≤";
  const parts = [
    ...(target === undefined ? [] : [`${sign} ${target === 1 ? "1" : two(target)} ×`]),
    ...(limit === undefined ? [] : [`${sign} ${limit} ${unit}`]),
  ];
  return parts.join(", ");
}

function medianLine(comparisons: readonly Comparison[], kind: string, target: number): string[] {
  const ratio = medianRow(comparisons, kind);
  if (ratio === null) return [];
  return [`- The median ${kind} row: ${two(ratio)}, wanted ≥ ${two(target)} ${ratio >= target ? "✓" : "✗"}`];
}

/** Columns as wide as their widest cell, as the formatter of the repository would have them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(3, ...[cell, ...rows.map((row) => row[column] ?? "")].map((each) => each.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}

function two(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "∞";
}

/** Three digits that count, and never more than a reader can use. */
export function amount(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
