/** Values of messages as the vectors state them: JSON with bytes in base64 and ids as Kafka prints them. */
import { isDeepStrictEqual } from "node:util";
import { asField, defaultOf, type FieldFacts, type Shape } from "../schema/field.ts";

/** The JSON of a decoded value: every field that the version has, but no tagged one that holds its default. */
export function toJson(
  shape: Shape,
  value: Record<string, unknown>,
  version: number,
): Record<string, unknown> {
  const present = Object.entries(shape).filter(([name, declared]) =>
    isStated(asField(declared).facts, value[name], version),
  );
  return Object.fromEntries(
    present.map(([name, declared]) => [name, fieldToJson(asField(declared).facts, value[name], version)]),
  );
}

function fieldToJson({ kind }: FieldFacts, value: unknown, version: number): unknown {
  if (value === null) return null;
  if (kind.type === "array") {
    return (value as unknown[]).map((element) => fieldToJson(kind.element.facts, element, version));
  }
  if (kind.type === "struct") return toJson(kind.fields, value as Record<string, unknown>, version);
  // The vectors do not spell records out.
  if (kind.name === "records") return "";
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function isStated(facts: FieldFacts, value: unknown, version: number): boolean {
  if (version < facts.since || version > facts.until) return false;
  return facts.tag === null || !isDeepStrictEqual(value, defaultOf(facts));
}
