import type { ConfigDefinition, ConfigRow, ConfigValue } from "./definition.ts";
import { canonicalText, canonicalValue, type ParsedValue, parseConfigValue } from "./parse-value.ts";

/** Rows by the key they stand for. */
export type ConfigRows = Readonly<Record<string, ConfigRow<ConfigValue>>>;

type ValuesOfRows<Rows extends ConfigRows> = {
  readonly [Name in keyof Rows]: Rows[Name] extends ConfigRow<infer Value> ? Value : never;
};

/** The values of a table's keys: `{ readonly "log.retention.ms": number | null; … }`. */
export type ValuesOf<Table> = Table extends ConfigTable<infer Values> ? Values : never;

/** A key, what was given for it, and what is wrong with that. */
export interface ConfigFault {
  readonly name: string;
  /** `undefined` where nothing was given. */
  readonly value: string | undefined;
  readonly message: string;
}

export interface ParsedConfigs<Values> {
  /** Every key of the table. A key with a fault has its default. */
  readonly values: Values;
  readonly faults: ConfigFault[];
  /** Keys that were given and are not in the table. */
  readonly unknown: string[];
}

/**
 * Makes a table of settings: one row per key says its type, default, rule, importance, manual entry and whether it can
 * change while the broker runs. What a program reads is typed by the same rows.
 */
export function configTable<const Rows extends ConfigRows>(
  component: string,
  rows: Rows,
): ConfigTable<ValuesOfRows<Rows>> {
  return new ConfigTable(component, rows);
}

export class ConfigTable<Values> {
  /** Whose settings they are: `broker`, `topic`, … */
  readonly component: string;
  readonly definitions: ReadonlyMap<string, ConfigDefinition>;
  readonly #defaults: ReadonlyMap<string, ConfigValue>;

  /** Use {@link configTable}: it infers the values from the rows. */
  constructor(component: string, rows: ConfigRows) {
    this.component = component;
    const definitions = Object.entries(rows).map(([name, row]) => definitionOf(name, row));
    this.definitions = new Map(definitions.map((definition) => [definition.name, definition]));
    this.#defaults = new Map(definitions.map(({ name, defaultValue }) => [name, defaultValue ?? null]));
  }

  /** Reads settings. Collects every fault there is; keys that were not given have their defaults. */
  parse(given: ReadonlyMap<string, string>): ParsedConfigs<Values> {
    const values = Object.fromEntries(this.#defaults);
    const faults: ConfigFault[] = [];
    const unknown: string[] = [];
    for (const [name, text] of given) {
      const definition = this.definitions.get(name);
      if (definition === undefined) {
        unknown.push(name);
        continue;
      }
      const parsed = parseConfigValue(definition, text);
      if ("value" in parsed) values[name] = parsed.value;
      else faults.push({ name, value: text, message: parsed.fault });
    }
    for (const { name, defaultValue } of this.definitions.values()) {
      if (defaultValue === undefined && !given.has(name)) faults.push(missing(name));
    }
    // Every key of the rows that `Values` was inferred from has a value of its row's type by now.
    return { values: values as Values, faults, unknown };
  }

  /** Reads settings without filling in defaults. What cannot be read, and what is not in the table, is left out. */
  parseGiven(given: ReadonlyMap<string, string>): Partial<Values> {
    const values: Record<string, ConfigValue> = {};
    for (const [name, text] of given) {
      const definition = this.definitions.get(name);
      const parsed = definition === undefined ? undefined : parseConfigValue(definition, text);
      if (parsed !== undefined && "value" in parsed) values[name] = parsed.value;
    }
    // Keys of the rows that `Values` was inferred from, each with a value of its row's type.
    return values as Partial<Values>;
  }

  /** Reads one value; `null` stands for a key that was given without one. The key must be in the table. */
  parseValue(name: string, text: string | null): ParsedValue {
    return parseConfigValue(this.#definition(name), text);
  }

  /** A value as DescribeConfigs shows it. */
  canonical(name: string, value: ConfigValue): string | null {
    return canonicalValue(this.#definition(name).type, value);
  }

  /** A text as DescribeConfigs shows the value it stands for, exact for all of 64 bits. */
  canonicalText(name: string, text: string): string {
    return canonicalText(this.#definition(name), text);
  }

  /** The default as DescribeConfigs shows it. */
  defaultText(name: string): string | null {
    const { type, defaultValue } = this.#definition(name);
    return canonicalValue(type, defaultValue ?? null);
  }

  #definition(name: string): ConfigDefinition {
    const definition = this.definitions.get(name);
    if (definition === undefined) throw new RangeError(`${name} is no ${this.component} setting`);
    return definition;
  }
}

function definitionOf(name: string, row: ConfigRow<ConfigValue>): ConfigDefinition {
  return {
    name,
    type: row.type,
    defaultValue: row.default,
    importance: row.importance,
    validValues: row.validator?.text ?? "",
    validator: row.validator ?? null,
    isInternal: row.isInternal ?? false,
    isSensitive: row.type === "password",
    documentation: row.doc,
    update: row.update ?? "read-only",
    withoutEffect: row.withoutEffect ?? null,
  };
}

function missing(name: string): ConfigFault {
  const message = `Missing required configuration "${name}" which has no default value.`;
  return { name, value: undefined, message };
}
