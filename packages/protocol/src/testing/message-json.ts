/** Values of messages as the vectors state them: JSON with bytes and records in base64, and ids as Kafka prints them. */
import { isDeepStrictEqual } from "node:util";
import { asField, defaultOf, type FieldFacts, type Shape } from "../schema/index.ts";

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
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function isStated(facts: FieldFacts, value: unknown, version: number): boolean {
  if (version < facts.since || version > facts.until) return false;
  return facts.tag === null || !isDeepStrictEqual(value, defaultOf(facts));
}

/** What an encoder is given for such JSON. Fields that the JSON leaves out are left to their defaults. */
export function fromJson(shape: Shape, json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const declared = shape[name];
      if (declared === undefined) throw new Error(`no field is called ${name}`);
      return [name, fieldFromJson(asField(declared).facts, value)];
    }),
  );
}

function fieldFromJson({ kind }: FieldFacts, value: unknown): unknown {
  if (value === null) return null;
  if (kind.type === "array") {
    return (value as unknown[]).map((element) => fieldFromJson(kind.element.facts, element));
  }
  if (kind.type === "struct") return fromJson(kind.fields, value as Record<string, unknown>);
  const isBinary = kind.name === "bytes" || kind.name === "records";
  return isBinary ? Buffer.from(value as string, "base64") : value;
}

/**
 * The stated JSON with the records of the decoded one where it has empty records: the vectors of Kafka's own classes do
 * not spell records out.
 */
export function withRecords(
  shape: Shape,
  stated: Record<string, unknown>,
  decoded: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stated).map(([name, value]) => {
      const declared = shape[name];
      const isComparable = declared !== undefined && name in decoded;
      return [name, isComparable ? fieldWithRecords(asField(declared).facts, value, decoded[name]) : value];
    }),
  );
}

function fieldWithRecords({ kind }: FieldFacts, stated: unknown, decoded: unknown): unknown {
  if (stated === null || decoded === null) return stated;
  if (kind.type === "primitive") return kind.name === "records" && stated === "" ? decoded : stated;
  if (kind.type === "struct") {
    return withRecords(kind.fields, stated as Record<string, unknown>, decoded as Record<string, unknown>);
  }
  const elements = decoded as readonly unknown[];
  return (stated as readonly unknown[]).map((element, index) =>
    index < elements.length ? fieldWithRecords(kind.element.facts, element, elements[index]) : element,
  );
}
