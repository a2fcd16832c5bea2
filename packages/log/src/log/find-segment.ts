import type { Segment } from "../segment/segment.ts";

/** The index of the segment that `offset` lies in: the last that begins at or before it; 0 if all begin later. */
export function segmentIndexOf(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle]?.baseOffset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
