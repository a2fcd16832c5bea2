/** Where everything that interop says goes: results one a line, and at the end how many passed and failed. */

let passed = 0;
let failed = 0;
let skipped = 0;

/** Prints a line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Counts a result that is as it should be; `quiet` ones are counted without a line. */
export function pass(name: string, options: { detail?: string; quiet?: boolean } = {}): void {
  passed++;
  if (options.quiet !== true)
    say(`  ok    ${name}${options.detail === undefined ? "" : `: ${options.detail}`}`);
}

/** Counts a result that is wrong, and says how. */
export function fail(name: string, detail: string): void {
  failed++;
  say(`  FAIL  ${name}: ${detail}`);
}

/** Counts what could not be tried on this machine. It is neither passed nor failed, and never silent. */
export function skip(name: string, reason: string): void {
  skipped++;
  say(`  skip  ${name}: ${reason}`);
}

/** The last line, which scripts read, and the exit code that goes with it. */
export function finish(): number {
  say(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** Rows of cells as aligned columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What an unknown thrown thing says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
