/** Two transcripts side by side: where they part first, in words. */
import type { Line } from "./kit.ts";

export interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** The first place where the transcripts part, or null where they agree. */
export function firstDifference(expected: readonly Line[], actual: readonly Line[]): Difference | null {
  const count = Math.max(expected.length, actual.length);
  for (let index = 0; index < count; index++) {
    const [left, right] = [expected[index], actual[index]];
    const asked = `step ${index + 1}, ${left?.[0] ?? right?.[0]}`;
    if (left === undefined || right === undefined || left[0] !== right[0]) {
      return { path: asked, expected: spell(left), actual: spell(right) };
    }
    const found = firstIn(left[1], right[1], asked);
    if (found !== null) return found;
  }
  return null;
}

function firstIn(expected: unknown, actual: unknown, path: string): Difference | null {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
      const found = firstIn(expected[index], actual[index], `${path}[${index}]`);
      if (found !== null) return found;
    }
    return null;
  }
  if (isObject(expected) && isObject(actual)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = firstIn(expected[name], actual[name], `${path}.${name}`);
      if (found !== null) return found;
    }
    return null;
  }
  return Object.is(expected, actual) ? null : { path, expected: spell(expected), actual: spell(actual) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function spell(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
