import type { FieldFacts, PrimitiveName } from "./field.ts";
import type { SchemaVersion } from "./schema-version.ts";

const fixed: Partial<Record<PrimitiveName, number>> = {
  int8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
};

/**
 * The fewest bytes that an element of an array can take: what a count read off the wire is checked against, before
 * anything is allocated for it. Never zero.
 */
export function minimumBytes(facts: FieldFacts, version: SchemaVersion): number {
  return Math.max(1, leastBytes(facts, version));
}

function leastBytes(facts: FieldFacts, version: SchemaVersion): number {
  const { kind } = facts;
  if (kind.type === "primitive") {
    const size = fixed[kind.name];
    if (size !== undefined) return size;
    if (version.isFlexible && !facts.isPlain) return 1;
    return kind.name === "string" ? 2 : 4;
  }
  if (kind.type === "array") return version.isFlexible ? 1 : 4;
  if (version.isNullable(facts)) return 1;
  const sum = version
    .fields(kind.fields)
    .filter(({ place }) => place === "inline")
    .reduce((total, field) => total + leastBytes(field.facts, version), 0);
  return version.isFlexible ? sum + 1 : sum;
}

/** The bytes that a field takes whatever its value, or null when that depends on the value. */
export function fixedBytes(facts: FieldFacts): number | null {
  return facts.kind.type === "primitive" ? (fixed[facts.kind.name] ?? null) : null;
}
