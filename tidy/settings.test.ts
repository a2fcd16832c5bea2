/** Settings do what they say, or say that they do nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { brokerConfigs, clientMetricsConfigs, groupConfigs, topicConfigs } from "@ottla/cluster";
import { isDevelopment, sourcesIn, withoutComments } from "./sources.ts";

const tables = "packages/cluster/src/config/";

/** Where the rows themselves stand, and the names that settings go by elsewhere. */
function isDeclaration(path: string): boolean {
  const isRow = path.startsWith(`${tables}broker/`) || path.endsWith("-configs.ts");
  return path.startsWith(tables) && (isRow || path.endsWith("/synonyms.ts"));
}

test("every setting is read somewhere, or has the reason why not", () => {
  const code = sourcesIn(["packages"], [".ts"])
    .filter(({ path }) => !isDevelopment(path) && !isDeclaration(path))
    .map(({ text }) => withoutComments(text))
    .join("\n");
  for (const table of [brokerConfigs, topicConfigs, groupConfigs, clientMetricsConfigs]) {
    const silent = [...table.definitions.values()].filter(
      ({ name, withoutEffect }) => withoutEffect === null && !namesOf(name).some((key) => code.includes(key)),
    );
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
      table.component,
    );
  }
});

/** How code names a setting. Defaults of groups are looked up by what stands behind `group.`. */
function namesOf(name: string): string[] {
  if (!name.includes(".")) return [`"${name}"`, `.${name}`];
  return [`"${name}"`, `"${name.replace(/^group\.(?=consumer\.)/, "")}"`];
}
