/** One body for all versions of an API: what a version has no place for is left out. */
import { type Api, type Field, Field as FieldClass, type FieldFacts, type Shape } from "@ottla/protocol";

/** The body without the fields that the version does not have. */
export function prune(api: Api, version: number, body: object): object {
  return pruneStruct(api.request.fields, version, body);
}

function pruneStruct(fields: Shape, version: number, value: object): object {
  const entries = Object.entries(value).flatMap(([name, given]) => {
    const declared = fields[name];
    if (declared === undefined)
      throw new Error(`there is no field ${name} among ${Object.keys(fields).join(", ")}`);
    if (!isField(declared)) return [[name, pruneStruct(declared, version, given as object)]];
    const { since, until, kind } = declared.facts;
    if (version < since || version > until) return [];
    return [[name, pruneValue(kind, version, given)]];
  });
  return Object.fromEntries(entries) as object;
}

function pruneValue(kind: FieldFacts["kind"], version: number, value: unknown): unknown {
  if (value === null || kind.type === "primitive") return value;
  if (kind.type === "struct") return pruneStruct(kind.fields, version, value as object);
  return (value as unknown[]).map((each) => pruneValue(kind.element.facts.kind, version, each));
}

function isField(
  declared: Field<unknown, unknown, boolean> | Shape,
): declared is Field<unknown, unknown, boolean> {
  return declared instanceof FieldClass;
}
