import { ProtocolError } from "../wire/protocol-error.ts";
import { Writer } from "../wire/writer.ts";
import { fixedBytes } from "./byte-sizes.ts";
import { EmittedSource } from "./emitted-source.ts";
import { defaultOf, type FieldFacts, type PrimitiveName, type Shape } from "./field.ts";
import { SchemaVersion, type VersionedField } from "./schema-version.ts";

/**
 * Compiles a declaration to a straight-line function that writes one version. The emitted source calls `Writer`, and
 * `library` where a value has no place.
 */
export function compileEncoder(
  declaration: { readonly name: string; readonly flexible: number; readonly fields: Shape },
  version: number,
): (writer: Writer, value: unknown) => void {
  const emitter = new EncoderEmitter(new SchemaVersion(declaration.flexible, version));
  const write = emitter.struct(declaration.fields, declaration.name);
  const built = emitter.source.build(library, declaration.name, "w, o", `${write}(w, o);`);
  return built as (writer: Writer, value: unknown) => void;
}

/** What emitted source may call. */
const library = {
  Writer,
  misplaced(field: string, version: number): never {
    throw new ProtocolError("unencodable", `${field} has a value that version ${version} has no place for`);
  },
  nullRefused(field: string, version: number): never {
    throw new ProtocolError("unencodable", `${field} is null, which version ${version} does not allow`);
  },
  isDefault,
};

class EncoderEmitter {
  readonly source = new EmittedSource();
  readonly #version: SchemaVersion;

  constructor(version: SchemaVersion) {
    this.#version = version;
  }

  /** Emits a function that writes a struct; returns its name. */
  struct(shape: Shape, path: string): string {
    const fields = this.#version.fields(shape);
    const lines = fields.flatMap(({ name, facts, place }) => {
      const fieldPath = `${path}.${name}`;
      if (place === "inline") return [this.#value(facts, this.#given(`o.${name}`, facts), fieldPath)];
      if (place === "tagged" || facts.isIgnorable) return [];
      return [`if (${this.#isSet(`o.${name}`, facts)}) misplaced("${fieldPath}", ${this.#version.version});`];
    });
    if (this.#version.isFlexible) {
      lines.push(
        this.#tags(
          fields.filter(({ place }) => place === "tagged"),
          path,
        ),
      );
    }
    return this.source.define("w, o", lines.join("\n"));
  }

  /** Source of the value to write, where an encoder may be given none. */
  #given(value: string, facts: FieldFacts): string {
    return isOptional(facts)
      ? `(${value} === undefined ? ${this.source.defaultOf(facts)} : ${value})`
      : value;
  }

  /** Source of whether there is a value, and another than the default. */
  #isSet(value: string, facts: FieldFacts): string {
    const expected = defaultOf(facts);
    const isLiteral = typeof expected !== "object" || expected === null;
    const differs = isLiteral
      ? `${value} !== ${JSON.stringify(expected)}`
      : `!isDefault(${value}, ${this.source.constant(expected)})`;
    return `${value} !== undefined && ${differs}`;
  }

  /** Writes how many tagged fields there are, and those in the order of tags. */
  #tags(tagged: readonly VersionedField[], path: string): string {
    if (tagged.length === 0) return "w.uvarint(0);";
    const sorted = tagged.toSorted((left, right) => left.facts.tag! - right.facts.tag!);
    const flags = sorted.map(
      ({ name, facts }, index) => `const t${index} = ${this.#isSet(`o.${name}`, facts)};`,
    );
    const count = sorted.map((_, index) => `(t${index} ? 1 : 0)`).join(" + ");
    const writes = sorted.map((field, index) => `if (t${index}) { ${this.#tag(field, path)} }`);
    return [...flags, `w.uvarint(${count});`, ...writes].join("\n");
  }

  #tag({ name, facts }: VersionedField, path: string): string {
    const write = this.#value(facts, `o.${name}`, `${path}.${name}`);
    const size = fixedBytes(facts);
    if (size !== null) return `w.uvarint(${facts.tag}); w.uvarint(${size}); ${write}`;
    // The size stands before the value, and is known after it.
    return `const outer = w;
      { const w = new Writer();
        ${write}
        outer.uvarint(${facts.tag}); outer.uvarint(w.length); outer.append(w); }`;
  }

  /** Source of statements that write a field. */
  #value(facts: FieldFacts, value: string, path: string): string {
    const isNullable = this.#version.isNullable(facts);
    const refuse = `nullRefused("${path}", ${this.#version.version})`;
    const { kind } = facts;
    if (kind.type === "primitive") {
      const method = this.#version.primitiveMethod(facts, kind.name, isNullable || kind.name === "records");
      if (isNullable || !canBeNull(kind.name)) return `w.${method}(${value});`;
      return `{ const v = ${value}; if (v === null) ${refuse}; w.${method}(v); }`;
    }
    if (kind.type === "struct") {
      const write = this.struct(kind.fields, path);
      if (!isNullable) return `{ const v = ${value}; if (v === null) ${refuse}; ${write}(w, v); }`;
      // A struct that may be null has a byte before it, or a varint where it is tagged.
      const [none, some] =
        facts.tag === null ? ["w.int8(-1)", "w.int8(1)"] : ["w.uvarint(0)", "w.uvarint(1)"];
      return `{ const v = ${value}; if (v === null) ${none}; else { ${some}; ${write}(w, v); } }`;
    }
    const [none, length] = this.#version.isFlexible
      ? ["w.uvarint(0)", "w.uvarint(a.length + 1)"]
      : ["w.int32(-1)", "w.int32(a.length)"];
    const element = this.#value(kind.element.facts, "a[i]", path);
    return `{ const a = ${value};
      if (a === null) ${isNullable ? none : refuse};
      else { ${length}; for (let i = 0; i < a.length; i += 1) { ${element} } } }`;
  }
}

function canBeNull(name: PrimitiveName): boolean {
  return name === "string" || name === "bytes" || name === "records" || name === "uuid";
}

/** Whether an encoder may be given no value: as the types say. */
function isOptional({ default: stated, since, until, tag }: FieldFacts): boolean {
  return stated !== undefined || since > 0 || until < Number.POSITIVE_INFINITY || tag !== null;
}

/** Equal as values on the wire: numbers, texts, null, bytes, empty lists, and structs of them. */
function isDefault(value: unknown, expected: unknown): boolean {
  if (value === expected) return true;
  if (typeof value !== "object" || typeof expected !== "object") return false;
  if (value === null || expected === null) return false;
  if (value instanceof Uint8Array) {
    return expected instanceof Uint8Array && Buffer.compare(value, expected) === 0;
  }
  if (Array.isArray(value)) return value.length === 0 && Array.isArray(expected);
  return Object.entries(expected).every(([name, part]) => {
    const given = (value as Record<string, unknown>)[name];
    return given === undefined || isDefault(given, part);
  });
}
