import type { Reader } from "../wire/reader.ts";
import { minimumBytes } from "./byte-sizes.ts";
import { EmittedSource } from "./emitted-source.ts";
import type { FieldFacts, Shape } from "./field.ts";
import { SchemaVersion, type VersionedField } from "./schema-version.ts";

/**
 * Compiles a declaration to a straight-line function that reads one version: what the version has, is tagged or may be
 * null is settled here once, not for each message. The emitted source calls `Reader` and nothing else.
 */
export function compileDecoder(
  declaration: { readonly name: string; readonly flexible: number; readonly fields: Shape },
  version: number,
): (reader: Reader) => unknown {
  const emitter = new DecoderEmitter(new SchemaVersion(declaration.flexible, version));
  const read = emitter.struct(declaration.fields);
  return emitter.source.build({}, declaration.name, "r", `return ${read}(r);`) as (reader: Reader) => unknown;
}

class DecoderEmitter {
  readonly source = new EmittedSource();
  readonly #version: SchemaVersion;

  constructor(version: SchemaVersion) {
    this.#version = version;
  }

  /** Emits a function that reads a struct; returns its name. */
  struct(shape: Shape): string {
    const fields = this.#version.fields(shape);
    const inline = fields.filter(({ place }) => place === "inline");
    const others = fields.filter(({ place }) => place !== "inline");
    const lines = [
      ...inline.map(({ name, facts }) => `const ${local(name)} = ${this.#value(facts)};`),
      // They keep their default unless a tag says otherwise.
      ...others.map(({ name, facts }) => `let ${local(name)} = ${this.source.defaultOf(facts)};`),
    ];
    if (this.#version.isFlexible) lines.push(this.#tags(fields.filter(({ place }) => place === "tagged")));
    const result = fields.map(({ name }) => `${name}: ${local(name)}`).join(", ");
    return this.source.define("r", `${lines.join("\n")}\nreturn { ${result} };`);
  }

  /**
   * Tagged fields come in any order. As in Kafka, the size that stands before one is what an unknown one is stepped over
   * by, and not looked at where the field is known.
   */
  #tags(tagged: readonly VersionedField[]): string {
    if (tagged.length === 0) return "r.skipTags();";
    const cases = tagged.map(
      ({ name, facts }) => `case ${facts.tag}: ${local(name)} = ${this.#value(facts)}; break;`,
    );
    return `for (let n = r.uvarint(); n > 0; n -= 1) {
      const tag = r.uvarint();
      const size = r.uvarint();
      switch (tag) {
        ${cases.join("\n")}
        default: r.skip(size);
      }
    }`;
  }

  /** Source of an expression that reads a field. */
  #value(facts: FieldFacts): string {
    const isNullable = this.#version.isNullable(facts);
    const { kind } = facts;
    if (kind.type === "primitive") {
      return `r.${this.#version.primitiveMethod(facts, kind.name, isNullable)}()`;
    }
    if (kind.type === "struct") {
      const read = this.struct(kind.fields);
      if (!isNullable) return `${read}(r)`;
      // A struct that may be null has a byte before it, or a varint where it is tagged.
      const isNull = facts.tag === null ? "r.int8() < 0" : "r.uvarint() === 0";
      return `(${isNull} ? null : ${read}(r))`;
    }
    return `${this.#array(kind.element.facts, isNullable)}(r)`;
  }

  #array(element: FieldFacts, isNullable: boolean): string {
    const count = this.#version.isFlexible ? "compactArrayLength" : "arrayLength";
    return this.source.define(
      "r",
      `const n = r.${count}(${minimumBytes(element, this.#version)});
      if (n < 0) ${isNullable ? "return null;" : 'r.nullRefused("list");'}
      const a = new Array(n);
      for (let i = 0; i < n; i += 1) a[i] = ${this.#value(element)};
      return a;`,
    );
  }
}

/** Field names are our own identifiers; a prefix keeps them off reserved words. */
function local(name: string): string {
  return `$${name}`;
}
