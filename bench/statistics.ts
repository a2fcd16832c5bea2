/** What several rounds say together. */

/** The middle of several figures, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The one in the middle; between the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? Number.NaN) : upper;
  return lower === upper ? upper : (lower + upper) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** How steeply the line of least squares through these points rises: y for each x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const together = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return together / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Ours to theirs, round by round: the two of a round met the machine in the same mood. Two zeros are equal, which happens to
 * latencies that a tool tells in whole milliseconds.
 */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.flatMap((own, round) => {
    const other = theirs[round];
    if (other === undefined) return [];
    return [own === other ? 1 : own / other];
  });
}
