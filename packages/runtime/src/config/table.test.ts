import assert from "node:assert/strict";
import { test } from "node:test";
import {
  atLeast,
  between,
  booleanConfig,
  configTable,
  doubleConfig,
  intConfig,
  listConfig,
  listOf,
  longConfig,
  oneOf,
  passwordConfig,
  shortConfig,
  stringConfig,
  type ValuesOf,
} from "./index.ts";

const doc = "For this test.";
const low = { importance: "low", doc } as const;
const table = configTable("test", {
  "count.max": intConfig({ default: 3, validator: atLeast(1), ...low }),
  "count.min": shortConfig({ default: 1, ...low }),
  "size.max": longConfig({ default: 2 ** 63, ...low }),
  ratio: doubleConfig({ default: 0.5, validator: between(0, 1), ...low }),
  "is.on": booleanConfig({ default: true, ...low }),
  kind: stringConfig({ default: null, ...low }),
  mode: stringConfig({ default: "slow", validator: oneOf("slow", "fast"), ...low }),
  names: listConfig({ default: ["a"], validator: listOf({ mayBeEmpty: true }), ...low }),
  id: intConfig({ ...low, update: "cluster-wide" }),
  secret: passwordConfig({ default: null, ...low, withoutEffect: "Nothing is secret here." }),
});

function parse(given: Record<string, string>) {
  return table.parse(new Map(Object.entries(given)));
}

test("values are typed by their rows, and defaults are filled in", () => {
  const { values, faults } = parse({ id: "7", names: "x, y ,x" });
  const typed: ValuesOf<typeof table> = values;
  const id: number = typed.id;
  const kind: string | null = typed.kind;
  const names: readonly string[] = typed.names;
  assert.deepEqual([id, kind, names, typed["count.max"], faults], [7, null, ["x", "y"], 3, []]);
});

test("all faults are told at once, and unknown keys beside them", () => {
  const { values, faults, unknown } = parse({ "count.max": "0", "is.on": "yes", other: "1" });
  assert.deepEqual(faults, [
    {
      name: "count.max",
      value: "0",
      message: "Invalid value 0 for configuration count.max: Value must be at least 1",
    },
    {
      name: "is.on",
      value: "yes",
      message: "Invalid value yes for configuration is.on: Expected value to be either true or false",
    },
    {
      name: "id",
      value: undefined,
      message: 'Missing required configuration "id" which has no default value.',
    },
  ]);
  assert.deepEqual(unknown, ["other"]);
  assert.equal(values["count.max"], 3);
});

test("what was given can be read without defaults, leaving out what cannot be read", () => {
  const given = new Map([
    ["ratio", "2"],
    ["mode", "fast"],
    ["other", "x"],
  ]);
  assert.deepEqual(table.parseGiven(given), { mode: "fast" });
});

test("numbers are bounded by their type", () => {
  for (const [name, text] of [
    ["count.max", "2147483648"],
    ["count.min", "32768"],
    ["size.max", "9223372036854775808"],
    ["count.max", "1e3"],
    ["count.max", ""],
  ] as const) {
    assert.ok("fault" in table.parseValue(name, text), `${name}=${text}`);
  }
});

test("values are shown as Kafka shows them", () => {
  const shown = (name: string, text: string) => table.canonicalText(name, text);
  assert.equal(shown("count.max", " 0077"), "77");
  assert.equal(shown("ratio", "0.50"), "0.5");
  assert.equal(shown("ratio", "1"), "1.0");
  assert.equal(shown("is.on", "TRUE"), "true");
  assert.equal(shown("names", "a , b,a"), "a,b");
  assert.equal(shown("size.max", "9223372036854775806"), "9223372036854775806");
  assert.equal(table.defaultText("size.max"), "9223372036854775807");
  assert.equal(table.defaultText("kind"), null);
  assert.equal(table.canonical("ratio", 1e-5), "1.0E-5");
});

test("a definition says everything about its key", () => {
  const { validator: _, ...id } = table.definitions.get("id")!;
  assert.deepEqual(id, {
    name: "id",
    type: "int",
    defaultValue: undefined,
    importance: "low",
    validValues: "",
    isInternal: false,
    isSensitive: false,
    documentation: doc,
    update: "cluster-wide",
    withoutEffect: null,
  });
  assert.equal(table.definitions.get("secret")?.isSensitive, true);
  assert.equal(table.definitions.get("secret")?.withoutEffect, "Nothing is secret here.");
  assert.equal(table.definitions.get("ratio")?.validValues, "[0,...,1]");
  assert.throws(() => table.parseValue("other", "1"), /other is no test setting/);
});
