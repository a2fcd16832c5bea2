import { asField, defaultOf, type FieldFacts } from "./field.ts";

/** JavaScript that is put together function by function, and compiled as a whole. */
export class EmittedSource {
  readonly #functions: string[] = [];
  readonly #constants: unknown[] = [];

  /** Adds a function; returns its name. */
  define(parameters: string, body: string): string {
    const name = `f${this.#functions.length}`;
    this.#functions.push(`function ${name}(${parameters}) {\n${body}\n}`);
    return name;
  }

  /** Source of a value that has no literal. */
  constant(value: unknown): string {
    return `constants[${this.#constants.push(value) - 1}]`;
  }

  /** Compiles a function that may call all others, and what `library` holds. */
  build(library: Record<string, unknown>, name: string, parameters: string, body: string): unknown {
    const source = `"use strict";\n${this.#functions.join("\n")}\nreturn function ${name}(${parameters}) { ${body} };`;
    // The source holds nothing but names and numbers of our own declarations.
    // oxlint-disable-next-line typescript/no-implied-eval
    const make = new Function("constants", ...Object.keys(library), source) as (
      ...bound: unknown[]
    ) => unknown;
    return make(this.#constants, ...Object.values(library));
  }

  /** Source of a field's default: of a value that nobody else holds, but for the empty byte field. */
  defaultOf(facts: FieldFacts): string {
    const value = defaultOf(facts);
    if (value instanceof Uint8Array) return this.constant(value);
    if (Array.isArray(value)) return "[]";
    if (facts.kind.type !== "struct" || value === null) return JSON.stringify(value);
    const parts = Object.entries(facts.kind.fields).map(
      ([name, declared]) => `${name}: ${this.defaultOf(asField(declared).facts)}`,
    );
    return `{ ${parts.join(", ")} }`;
  }
}
