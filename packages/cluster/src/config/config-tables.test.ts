import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigDefinition } from "@ottla/runtime";
import { configRows } from "../testing/config-data.ts";
import { testProfileRows } from "./broker/test-profile.ts";
import { brokerConfigs } from "./broker-configs.ts";
import { clientMetricsConfigs } from "./client-metrics-configs.ts";
import { groupConfigs } from "./group-configs.ts";
import { topicConfigs } from "./topic-configs.ts";

const tables = {
  broker: brokerConfigs,
  topic: topicConfigs,
  group: groupConfigs,
  "client-metrics": clientMetricsConfigs,
};

for (const [component, table] of Object.entries(tables)) {
  test(`the settings of ${component} are Kafka's: keys, types, defaults, importance, valid values, internal or not`, () => {
    const expected = configRows("configs.tsv").filter((row) => row[0] === component);
    const kafkas = [...table.definitions.values()].filter(
      ({ name }) => !Object.hasOwn(testProfileRows, name),
    );
    const actual = kafkas.map((definition) => [
      component,
      definition.name,
      definition.type,
      definition.defaultValue === undefined ? "(required)" : (table.defaultText(definition.name) ?? "null"),
      definition.importance,
      definition.validValues,
      definition.isInternal ? "internal" : "",
    ]);
    assert.deepEqual(actual.toSorted(byName), expected.toSorted(byName));
  });

  test(`every setting of ${component} says what it means, in a sentence or two that end`, () => {
    for (const definition of table.definitions.values()) checkTexts(definition);
  });
}

test("settings of our own are called so, are off, and are not told to whoever describes a broker without them", () => {
  for (const name of Object.keys(testProfileRows)) {
    const { defaultValue, isInternal } = brokerConfigs.definitions.get(name)!;
    const isOff = defaultValue === false || defaultValue === 1;
    assert.deepEqual([name.startsWith("test."), isOff, isInternal], [true, true, true], name);
  }
});

test("values are read, refused and shown as Kafka does it", () => {
  const different: unknown[] = [];
  for (const [component = "", name = "", text = "", verdict, shown] of configRows("config-values.tsv")) {
    const actual = outcome(component, name, text === "\\0" ? null : text);
    if (actual[0] !== verdict || actual[1] !== shown)
      different.push({ component, name, text, verdict, shown, actual });
  }
  assert.deepEqual(different, []);
});

function outcome(component: string, name: string, text: string | null): [string, string] {
  const table = tables[component as keyof typeof tables];
  const parsed = table.parseValue(name, text);
  if ("fault" in parsed) return ["fault", parsed.fault];
  if (text === null) return ["ok", "null"];
  return ["ok", table.definitions.get(name)!.isSensitive ? "[hidden]" : table.canonicalText(name, text)];
}

function checkTexts({ name, documentation, withoutEffect }: ConfigDefinition): void {
  assert.match(documentation, /^[A-Z`].{10,250}[.]$/, name);
  if (withoutEffect !== null) assert.match(withoutEffect, /^[A-Z].{10,120}[.]$/, name);
}

function byName(left: readonly string[], right: readonly string[]): number {
  return left[1]! < right[1]! ? -1 : 1;
}
