/** A message as `schemas.jsonl` states it: Kafka's own table of fields. */
export interface SchemaRow {
  readonly name: string;
  readonly type: string;
  /** Which part of Kafka it belongs to: `kafka-clients`, `kafka-metadata`, `kafka-group-coordinator`, …. */
  readonly module: string;
  readonly apiKey?: number;
  readonly listeners?: readonly string[];
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly latestVersionUnstable?: boolean;
  readonly fields: readonly SchemaField[];
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly SchemaField[] }[];
}

export interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean | null;
  readonly ignorable?: boolean;
  readonly fields?: readonly SchemaField[];
}

export interface Versions {
  readonly lowest: number;
  readonly highest: number;
}

const noVersions: Versions = { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY };

/** `3`, `3-7`, `3+` or `none`. */
export function versionsOf(text: string | undefined): Versions {
  if (text === undefined || text === "none") return noVersions;
  if (text.endsWith("+")) return { lowest: Number.parseInt(text, 10), highest: Number.POSITIVE_INFINITY };
  const [lowest = Number.NaN, highest = lowest] = text.split("-").map(Number);
  return { lowest, highest };
}

export function includes({ lowest, highest }: Versions, version: number): boolean {
  return version >= lowest && version <= highest;
}

/**
 * The default that a table states, or undefined where it states none. Kafka writes defaults as text, and now and then as
 * the value itself. JSON's null is none stated: only the text `null` is null.
 */
export function statedDefault(given: SchemaField["default"], type: string): unknown {
  if (given === undefined || given === null) return undefined;
  if (given === "null") return null;
  if (typeof given !== "string" || type === "string") return given;
  return type === "bool" ? given === "true" : Number(given);
}
