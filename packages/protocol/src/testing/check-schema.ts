/** Compares declarations with Kafka's own tables of fields, version by version. */
import { asField, defaultOf, type FieldFacts, type Message, type Shape, zeroOf } from "../schema/index.ts";
import { includes, type SchemaField, type SchemaRow, statedDefault, versionsOf } from "./schema-row.ts";

/** What differs between a declaration and Kafka's table of the same message: one line each, none when they agree. */
export function checkSchema(declaration: Message, row: SchemaRow): string[] {
  const valid = versionsOf(row.validVersions);
  const faults: string[] = [];
  if (declaration.name !== row.name) faults.push(`${declaration.name} is declared for ${row.name}`);
  if (declaration.versions[0] !== valid.lowest || declaration.versions[1] !== valid.highest) {
    faults.push(`versions are ${declaration.versions.join("-")}, Kafka's are ${row.validVersions}`);
  }
  for (let version = valid.lowest; version <= valid.highest; version += 1) {
    const ours = declaredLayout(declaration, version);
    const theirs = kafkaLayout(row, version);
    for (const line of ours.filter((line) => !theirs.includes(line))) {
      faults.push(`version ${version} is declared with ${line}`);
    }
    for (const line of theirs.filter((line) => !ours.includes(line))) {
      faults.push(`version ${version} of Kafka has ${line}`);
    }
    if (faults.length === 0 && ours.join() !== theirs.join()) {
      faults.push(`version ${version} has its fields in another order`);
    }
  }
  return faults.map((fault) => `${row.name}: ${fault}`);
}

/** Everything that a version's bytes depend on, as a line for each field. */
interface Line {
  readonly path: string;
  readonly type: string;
  readonly isPresent: boolean;
  readonly isNullable: boolean;
  readonly isCompact: boolean;
  readonly tag: number | null;
  readonly default: unknown;
  readonly isIgnorable: boolean;
}

function lineOf({ path, type, isPresent, isNullable, isCompact, tag, ...rest }: Line): string {
  const places = isPresent ? [isNullable ? "or null" : "", isCompact ? "compact" : "plain"] : ["absent"];
  if (isPresent && tag !== null) places.push(`tag ${tag}`);
  places.push(`default ${JSON.stringify(rest.default)}`, rest.isIgnorable ? "ignorable" : "");
  return `${path} ${type} ${places.filter((place) => place !== "").join(", ")}`;
}

function declaredLayout({ fields, flexible }: Message, version: number): string[] {
  const isFlexible = version >= flexible;
  const walk = (shape: Shape, parent: string): string[] =>
    Object.entries(shape).flatMap(([name, declared]) => {
      const { facts } = asField(declared);
      const path = `${parent}${name}`;
      const isPresent = version >= facts.since && version <= facts.until;
      const line = lineOf({
        path,
        type: typeOf(facts),
        isPresent,
        isNullable: version >= facts.nullableSince && version <= facts.nullableUntil,
        isCompact: isFlexible && !facts.isPlain,
        tag: facts.tag,
        default: jsonDefault(facts),
        isIgnorable: facts.isIgnorable,
      });
      const inner = structIn(facts);
      return isPresent && inner !== null ? [line, ...walk(inner, `${path}.`)] : [line];
    });
  return walk(fields, "");
}

function kafkaLayout(row: SchemaRow, version: number): string[] {
  const isFlexible = includes(versionsOf(row.flexibleVersions), version);
  const fieldsOf = ({ type, fields }: SchemaField): readonly SchemaField[] | undefined =>
    fields ?? row.commonStructs?.find(({ name }) => name === type.replace("[]", ""))?.fields;
  const walk = (fields: readonly SchemaField[], parent: string): string[] =>
    fields.flatMap((field) => {
      const path = `${parent}${field.name[0]!.toLowerCase()}${field.name.slice(1)}`;
      const isPresent = field.versions === undefined || includes(versionsOf(field.versions), version);
      const inner = fieldsOf(field);
      const structType = field.type.startsWith("[]") ? "[]struct" : "struct";
      const type = inner === undefined ? field.type : structType;
      const line = lineOf({
        path,
        type,
        isPresent,
        isNullable: includes(versionsOf(field.nullableVersions), version),
        isCompact: isFlexible && field.flexibleVersions !== "none",
        tag: field.tag ?? null,
        default: defaultOfRow(field, type),
        isIgnorable: field.ignorable ?? false,
      });
      return isPresent && inner !== undefined ? [line, ...walk(inner, `${path}.`)] : [line];
    });
  return walk(row.fields, "");
}

function typeOf({ kind }: FieldFacts): string {
  if (kind.type === "primitive") return kind.name;
  return kind.type === "struct" ? "struct" : `[]${typeOf(kind.element.facts)}`;
}

function structIn({ kind }: FieldFacts): Shape | null {
  if (kind.type === "struct") return kind.fields;
  return kind.type === "array" ? structIn(kind.element.facts) : null;
}

/** The default as a line states it. That of a struct is made of those of its fields, which have lines of their own. */
function jsonDefault(facts: FieldFacts): unknown {
  const value = defaultOf(facts);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return facts.kind.type === "struct" && value !== null ? {} : value;
}

function defaultOfRow(field: SchemaField, type: string): unknown {
  const stated = statedDefault(field.default, type);
  return stated === undefined ? zeroOfType(type) : stated;
}

function zeroOfType(type: string): unknown {
  if (type.startsWith("[]")) return [];
  if (type === "struct") return {};
  return type === "bytes" ? "" : zeroOf(type as Parameters<typeof zeroOf>[0]);
}
