import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseProperties } from "@ottla/runtime";
import { EffectiveConfigs } from "../config/effective-configs.ts";
import { ConfigsImage } from "../image/config-image.ts";

/**
 * Text of a file of what Apache Kafka says about settings, unpacked. Where the environment variable `OTTLA_KAFKA_DATA`
 * names a directory with the table of all settings, that one is read instead.
 */
export function configData(
  name: "configs.tsv" | "config-values.tsv" | "config-changes.json" | "described-configs.json",
): string {
  const elsewhere = process.env["OTTLA_KAFKA_DATA"];
  if (elsewhere !== undefined && name === "configs.tsv") return readFileSync(join(elsewhere, name), "utf8");
  return gunzipSync(readFileSync(new URL(`../../testdata/${name}.gz`, import.meta.url))).toString();
}

/** Lines of such a file, split at tabs. */
export function configRows(name: "configs.tsv" | "config-values.tsv"): string[][] {
  return configData(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

/** A resource and what was set for it. */
export type ResourceSettings = readonly [type: number, name: string, settings: Record<string, string>];

/** Settings in effect on node 1, given the text of its file and what was set since. */
export function effectiveConfigs(
  properties: string,
  settings: readonly ResourceSettings[] = [],
): EffectiveConfigs {
  const effective = new EffectiveConfigs({ nodeId: 1, given: parseProperties(properties) });
  effective.update(configsImage(settings));
  return effective;
}

export function configsImage(settings: readonly ResourceSettings[]): ConfigsImage {
  const draft = new ConfigsImage().draft();
  for (const [resourceType, resourceName, values] of settings) {
    for (const [name, value] of Object.entries(values))
      draft.set({ resourceType, resourceName, name, value });
  }
  return draft.finish();
}
