/**
 * Compiles a declaration to one straight-line function per version: what a version has, is tagged or may be null is
 * settled here once, not for each message. The emitted source calls `Reader` and `Writer` and nothing else.
 */
import { ProtocolError } from "../wire/protocol-error.ts";
import type { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { asField, defaultOf, type Field, type FieldFacts, type PrimitiveName, type Shape } from "./field.ts";
import { minimumBytes } from "./minimum-bytes.ts";

interface Declaration {
  readonly name: string;
  readonly flexible: number;
  readonly fields: Shape;
}

type NamedFacts = readonly [name: string, facts: FieldFacts];

/** A function that reads one version of a message. */
export function compileDecoder(declaration: Declaration, version: number): (reader: Reader) => unknown {
  const emitter = new Emitter(declaration, version);
  const body = `return ${emitter.decodeStruct(declaration.fields)}(r);`;
  return emitter.build("r", body) as (reader: Reader) => unknown;
}

/** A function that writes one version of a message. */
export function compileEncoder(
  declaration: Declaration,
  version: number,
): (writer: Writer, value: unknown) => void {
  const emitter = new Emitter(declaration, version);
  const body = `${emitter.encodeStruct(declaration.fields, declaration.name)}(w, o);`;
  return emitter.build("w, o", body) as (writer: Writer, value: unknown) => void;
}

/** What emitted source may call: bound as the parameters of its enclosing function. */
const library = {
  Writer,
  misplaced(field: string, version: number): never {
    throw new ProtocolError("unencodable", `${field} has a value that version ${version} has no place for`);
  },
  nullRefused(field: string, version: number): never {
    throw new ProtocolError("unencodable", `${field} is null, which version ${version} does not allow`);
  },
  /** Equal as values on the wire: numbers, texts, null, bytes, and lists and structs of them. */
  isDefault(value: unknown, expected: unknown): boolean {
    if (value === expected) return true;
    if (typeof value !== "object" || typeof expected !== "object" || value === null || expected === null)
      return false;
    if (value instanceof Uint8Array)
      return expected instanceof Uint8Array && Buffer.compare(value, expected) === 0;
    if (Array.isArray(value)) return Array.isArray(expected) && value.length === 0 && expected.length === 0;
    return Object.entries(expected).every(([name, part]) =>
      library.isDefault((value as Record<string, unknown>)[name] ?? part, part),
    );
  },
};

class Emitter {
  readonly #name: string;
  readonly #version: number;
  readonly #isFlexible: boolean;
  readonly #functions: string[] = [];
  readonly #defaults: unknown[] = [];

  constructor(declaration: Declaration, version: number) {
    this.#name = declaration.name;
    this.#version = version;
    this.#isFlexible = version >= declaration.flexible;
  }

  build(parameters: string, body: string): unknown {
    const source = `"use strict";\n${this.#functions.join("\n")}\nreturn function ${this.#name}(${parameters}) { ${body} };`;
    // The source holds nothing but names and numbers of our own declarations.
    // oxlint-disable-next-line typescript/no-implied-eval
    const make = new Function("d", ...Object.keys(library), source) as (...bound: unknown[]) => unknown;
    return make(this.#defaults, ...Object.values(library));
  }

  /** Emits a function that reads a struct; returns its name. */
  decodeStruct(shape: Shape): string {
    const fields = factsOf(shape);
    const inline = fields.filter((field) => this.#isInline(field[1]));
    const tagged = fields.filter((field) => this.#isTagged(field[1]));
    const lines = fields.map(([name, facts]) =>
      this.#isInline(facts)
        ? `const ${local(name)} = ${this.#decodeField(facts)};`
        : `let ${local(name)} = ${this.#defaultExpression(facts)};`,
    );
    // Declarations come in the order of the wire; tagged and absent ones have their default until told otherwise.
    const ordered = [
      ...lines.filter((_, index) => inline.includes(fields[index]!)),
      ...lines.filter((_, index) => !inline.includes(fields[index]!)),
    ];
    if (this.#isFlexible) ordered.push(this.#decodeTags(tagged));
    const result = fields.map(([name]) => `${name}: ${local(name)}`).join(", ");
    return this.#define("r", `${ordered.join("\n")}\nreturn { ${result} };`);
  }

  #decodeTags(tagged: readonly NamedFacts[]): string {
    const cases = tagged.map(
      ([name, facts]) => `case ${facts.tag}: ${local(name)} = ${this.#decodeField(facts)}; break;`,
    );
    return `for (let n = r.uvarint(); n > 0; n -= 1) {
      const tag = r.uvarint(), size = r.uvarint(), start = r.position;
      switch (tag) { ${cases.join(" ")} default: break; }
      r.position = start; r.raw(size);
    }`;
  }

  #decodeField(facts: FieldFacts): string {
    const isNullable = this.#isNullable(facts);
    const { kind } = facts;
    if (kind.type === "primitive") return `r.${this.#primitiveMethod(facts, kind.name, isNullable)}()`;
    if (kind.type === "struct") {
      const read = this.decodeStruct(kind.fields);
      if (!isNullable) return `${read}(r)`;
      // A struct that may be null has a byte before it, or a varint where it is tagged.
      const isNull = facts.tag === null ? "r.int8() < 0" : "r.uvarint() === 0";
      return `(${isNull} ? null : ${read}(r))`;
    }
    const element = kind.element.facts;
    const count = this.#isFlexible ? "compactArrayLength" : "arrayLength";
    const least = minimumBytes(element, this.#version, this.#isFlexible);
    const onNull = isNullable ? "return null;" : `r.nullRefused("array");`;
    return `${this.#define(
      "r",
      `const n = r.${count}(${least});
       if (n < 0) ${onNull}
       const a = new Array(n);
       for (let i = 0; i < n; i += 1) a[i] = ${this.#decodeField(element)};
       return a;`,
    )}(r)`;
  }

  /** Emits a function that writes a struct; returns its name. */
  encodeStruct(shape: Shape, path: string): string {
    const fields = factsOf(shape);
    const lines: string[] = [];
    for (const [name, facts] of fields) {
      const value = `o.${name}`;
      if (this.#isInline(facts)) {
        const given = isOptional(facts)
          ? `(${value} === undefined ? ${this.#defaultExpression(facts)} : ${value})`
          : value;
        lines.push(this.#encodeField(facts, given, `${path}.${name}`));
      } else if (!this.#isTagged(facts) && !facts.isIgnorable) {
        lines.push(
          `if (${value} !== undefined && !isDefault(${value}, ${this.#sharedDefault(facts)})) misplaced("${path}.${name}", ${this.#version});`,
        );
      }
    }
    if (this.#isFlexible)
      lines.push(
        this.#encodeTags(
          fields.filter((field) => this.#isTagged(field[1])),
          path,
        ),
      );
    return this.#define("w, o", lines.join("\n"));
  }

  #encodeTags(tagged: readonly NamedFacts[], path: string): string {
    if (tagged.length === 0) return "w.uvarint(0);";
    const present = ([name, facts]: NamedFacts) =>
      `o.${name} !== undefined && !isDefault(o.${name}, ${this.#sharedDefault(facts)})`;
    const sorted = tagged.toSorted(([, left], [, right]) => left.tag! - right.tag!);
    const flags = sorted.map((field, index) => `const t${index} = ${present(field)};`).join("\n");
    const sum = sorted.map((_, index) => `(t${index} ? 1 : 0)`).join(" + ");
    const writes = sorted.map(
      ([name, facts], index) => `if (t${index}) {
        const outer = w;
        { const w = new Writer();
          ${this.#encodeField(facts, `o.${name}`, `${path}.${name}`)}
          outer.uvarint(${facts.tag}); outer.uvarint(w.length); outer.append(w); }
      }`,
    );
    return `${flags}\nw.uvarint(${sum});\n${writes.join("\n")}`;
  }

  #encodeField(facts: FieldFacts, value: string, path: string): string {
    const isNullable = this.#isNullable(facts);
    const refuse = `nullRefused("${path}", ${this.#version})`;
    const { kind } = facts;
    if (kind.type === "primitive") {
      const method = this.#primitiveMethod(facts, kind.name, isNullable || kind.name === "records");
      if (isNullable || !canBeNull(kind.name)) return `w.${method}(${value});`;
      return `{ const v = ${value}; if (v === null) ${refuse}; w.${method}(v); }`;
    }
    if (kind.type === "struct") {
      const write = this.encodeStruct(kind.fields, path);
      const [nullMark, mark] =
        facts.tag === null ? ["w.int8(-1)", "w.int8(1); "] : ["w.uvarint(0)", "w.uvarint(1); "];
      if (!isNullable) return `{ const v = ${value}; if (v === null) ${refuse}; ${write}(w, v); }`;
      return `{ const v = ${value}; if (v === null) ${nullMark}; else { ${mark}${write}(w, v); } }`;
    }
    const nullMark = this.#isFlexible ? "w.uvarint(0)" : "w.int32(-1)";
    const length = this.#isFlexible ? "w.uvarint(a.length + 1)" : "w.int32(a.length)";
    const element = this.#encodeField(kind.element.facts, "a[i]", path);
    return `{ const a = ${value};
      if (a === null) ${isNullable ? nullMark : refuse};
      else { ${length}; for (let i = 0; i < a.length; i += 1) { ${element} } } }`;
  }

  #primitiveMethod({ isPlain }: FieldFacts, name: PrimitiveName, isNullable: boolean): string {
    if (name !== "string" && name !== "bytes" && name !== "records") return name;
    const noun = name === "string" ? "String" : name === "bytes" ? "Bytes" : "Records";
    const method = isNullable ? `nullable${noun}` : noun;
    return this.#isFlexible && !isPlain
      ? `compact${method[0]!.toUpperCase()}${method.slice(1)}`
      : method[0]!.toLowerCase() + method.slice(1);
  }

  #isPresent({ since, until }: FieldFacts): boolean {
    return this.#version >= since && this.#version <= until;
  }

  #isTagged(facts: FieldFacts): boolean {
    return facts.tag !== null && this.#isFlexible && this.#isPresent(facts);
  }

  #isInline(facts: FieldFacts): boolean {
    return facts.tag === null && this.#isPresent(facts);
  }

  #isNullable({ nullableSince, nullableUntil }: FieldFacts): boolean {
    return this.#version >= nullableSince && this.#version <= nullableUntil;
  }

  /** Source of a value that nobody else holds. */
  #defaultExpression(facts: FieldFacts): string {
    const value = defaultOf(facts);
    if (Array.isArray(value)) return "[]";
    if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
      return `structuredClone(${this.#sharedDefault(facts)})`;
    }
    return value instanceof Uint8Array ? this.#sharedDefault(facts) : JSON.stringify(value);
  }

  /** Source of a value to compare with. */
  #sharedDefault(facts: FieldFacts): string {
    const value = defaultOf(facts);
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    this.#defaults.push(value);
    return `d[${this.#defaults.length - 1}]`;
  }

  #define(parameters: string, body: string): string {
    const name = `f${this.#functions.length}`;
    this.#functions.push("");
    this.#functions[Number(name.slice(1))] = `function ${name}(${parameters}) {\n${body}\n}`;
    return name;
  }
}

/** Field names are our own identifiers; a prefix keeps them off reserved words. */
function local(name: string): string {
  return `$${name}`;
}

function canBeNull(name: PrimitiveName): boolean {
  return name === "string" || name === "bytes" || name === "records" || name === "uuid";
}

/** Whether an encoder may be given no value: as the types say. */
function isOptional(facts: FieldFacts): boolean {
  return (
    facts.default !== undefined ||
    facts.since > 0 ||
    facts.until < Number.POSITIVE_INFINITY ||
    facts.tag !== null
  );
}

function factsOf(shape: Shape): NamedFacts[] {
  return Object.entries(shape).map(([name, declared]) => [name, (asField(declared) as Field<unknown>).facts]);
}
