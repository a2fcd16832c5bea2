import type { Validator } from "./validators.ts";

/** Types of Kafka's settings, by its own names. */
export type ConfigType =
  | "boolean"
  | "string"
  | "int"
  | "short"
  | "long"
  | "double"
  | "list"
  | "class"
  | "password";

/** What a setting is once it has been read. A class is its name: no class can be loaded but the default, which is built in. */
export type ConfigValue = boolean | string | number | readonly string[] | null;

export type ConfigImportance = "high" | "medium" | "low";

/** How far a setting can change while the broker runs: not at all, on one broker, or on all of them at once. */
export type ConfigUpdateMode = "read-only" | "per-broker" | "cluster-wide";

/** What one row of a table says, apart from its default. */
export interface ConfigOptions {
  readonly importance: ConfigImportance;
  /** One or two short sentences for the manual and for DescribeConfigs. */
  readonly doc: string;
  /** `read-only` unless given. */
  readonly update?: ConfigUpdateMode;
  readonly validator?: Validator;
  /** Not part of the documented interface. */
  readonly isInternal?: boolean;
  /** The setting is accepted and changes nothing: why. */
  readonly withoutEffect?: string;
}

/** One row of a table, with the type of its value. */
export interface ConfigRow<Value extends ConfigValue> extends ConfigOptions {
  readonly type: ConfigType;
  /** `undefined` where a value must be given. */
  readonly default: Value | undefined;
}

/** One setting, complete. */
export interface ConfigDefinition {
  readonly name: string;
  readonly type: ConfigType;
  /** `undefined` where a value must be given. */
  readonly defaultValue: ConfigValue | undefined;
  readonly importance: ConfigImportance;
  /** The valid values as Kafka's documentation writes them; empty where anything of the type will do. */
  readonly validValues: string;
  readonly validator: Validator | null;
  readonly isInternal: boolean;
  /** Its value is never shown. */
  readonly isSensitive: boolean;
  readonly documentation: string;
  readonly update: ConfigUpdateMode;
  readonly withoutEffect: string | null;
}
