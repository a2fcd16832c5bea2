import {
  type FieldFacts,
  type Message,
  type PrimitiveName,
  SchemaVersion,
  type Shape,
} from "../schema/index.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** A value that a version of a message has a place for: often at the limits of its types, never large. */
export function randomValue(
  message: Message,
  version: number,
  random: SeededRandom,
): Record<string, unknown> {
  return structValue(message.fields, new SchemaVersion(message.flexible, version), random);
}

function structValue(shape: Shape, version: SchemaVersion, random: SeededRandom): Record<string, unknown> {
  const present = version
    .fields(shape)
    .filter(({ place }) => place === "inline" || (place === "tagged" && random.oneIn(2)));
  return Object.fromEntries(present.map(({ name, facts }) => [name, fieldValue(facts, version, random)]));
}

function fieldValue(facts: FieldFacts, version: SchemaVersion, random: SeededRandom): unknown {
  if (version.isNullable(facts) && random.oneIn(3)) return null;
  const { kind } = facts;
  if (kind.type === "primitive") return primitiveValue(kind.name, random);
  if (kind.type === "struct") return structValue(kind.fields, version, random);
  return Array.from({ length: random.below(4) }, () => fieldValue(kind.element.facts, version, random));
}

const limits: Partial<Record<PrimitiveName, readonly number[]>> = {
  int8: [-0x80, -1, 0, 1, 0x7f],
  int16: [-0x8000, -1, 0, 1, 0x7fff],
  uint16: [0, 1, 9092, 0xffff],
  int32: [-0x80000000, -1, 0, 1, 0x7fffffff],
  uint32: [0, 1, 0xffffffff],
  int64: [-(2 ** 63), Number.MIN_SAFE_INTEGER, -1, 0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER, 2 ** 63],
  float64: [-1.5, 0, 1e300, Number.NaN, Number.POSITIVE_INFINITY],
};

const texts = ["", "a", "orders", "__consumer_offsets", "ключ", "日本", "🦦", "long".repeat(40)];

function primitiveValue(name: PrimitiveName, random: SeededRandom): unknown {
  const numbers = limits[name];
  if (numbers !== undefined) return random.pick(numbers);
  switch (name) {
    case "bool":
      return random.oneIn(2);
    case "string":
      return random.pick(texts);
    case "uuid":
      return random.bytes(16).toString("base64url");
    default:
      return random.bytes(random.pick([0, 1, 20, 100]));
  }
}
