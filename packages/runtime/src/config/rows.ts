import type { ConfigOptions, ConfigRow, ConfigType, ConfigValue } from "./definition.ts";

/**
 * Makes a row of a config table. A row without `default` must be given a value; a row whose default is `null` may go
 * without one, and its type says so.
 *
 *     "log.retention.ms": longConfig({ default: null, importance: "high", update: "cluster-wide", doc: "…" })
 */
export interface RowMaker<Value extends ConfigValue> {
  (options: ConfigOptions & { readonly default?: Value }): ConfigRow<Value>;
  (options: ConfigOptions & { readonly default: null }): ConfigRow<Value | null>;
}

export const booleanConfig: RowMaker<boolean> = rowMaker("boolean");

export const stringConfig: RowMaker<string> = rowMaker("string");

/** 32 bits. */
export const intConfig: RowMaker<number> = rowMaker("int");

/** 16 bits. */
export const shortConfig: RowMaker<number> = rowMaker("short");

/** 64 bits: 2^63-1 is kept as the sentinel it is, what lies between 2^53 and it is rounded. */
export const longConfig: RowMaker<number> = rowMaker("long");

export const doubleConfig: RowMaker<number> = rowMaker("double");

/** Texts separated by commas. */
export const listConfig: RowMaker<readonly string[]> = rowMaker("list");

/** The name of a Java class. None can be loaded, so that only the default is valid. */
export const classConfig: RowMaker<string> = rowMaker("class");

/** A text that is never shown. */
export const passwordConfig: RowMaker<string> = rowMaker("password");

function rowMaker<Value extends ConfigValue>(type: ConfigType): RowMaker<Value> {
  return (options: ConfigOptions & { readonly default?: Value | null }): ConfigRow<Value> => ({
    type,
    ...options,
    // A null default is of the second signature, which adds null to the row's type.
    default: options.default as Value | undefined,
  });
}
