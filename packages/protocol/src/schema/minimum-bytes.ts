import { asField, type FieldFacts } from "./field.ts";

const fixed = {
  int8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
} as const;

/**
 * The fewest bytes that a value can take in a version: what a count read off the wire is checked against, before
 * anything is allocated for it. Never zero.
 */
export function minimumBytes(facts: FieldFacts, version: number, isFlexible: boolean): number {
  return Math.max(1, leastOf(facts, version, isFlexible));
}

function leastOf({ kind, nullableSince }: FieldFacts, version: number, isFlexible: boolean): number {
  if (kind.type === "primitive") {
    if (kind.name in fixed) return fixed[kind.name as keyof typeof fixed];
    if (isFlexible) return 1;
    return kind.name === "string" ? 2 : 4;
  }
  if (kind.type === "array") return isFlexible ? 1 : 4;
  if (version >= nullableSince) return 1;
  const present = Object.values(kind.fields)
    .map((declared) => asField(declared).facts)
    .filter(({ since, until, tag }) => tag === null && version >= since && version <= until);
  const sum = present.reduce((total, field) => total + leastOf(field, version, isFlexible), 0);
  return sum + (isFlexible ? 1 : 0);
}
