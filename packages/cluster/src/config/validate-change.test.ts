import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes } from "../image/config-image.ts";
import { configData, effectiveConfigs, type ResourceSettings } from "../testing/config-data.ts";
import { validateConfigChange } from "./validate-change.ts";
import { parseClientMatch } from "./validate-client-metrics.ts";

const { topic, broker } = configResourceTypes;
const node = [
  "process.roles=broker,controller",
  "node.id=1",
  "listeners=PLAINTEXT://:9092,CONTROLLER://:9093",
  "controller.listener.names=CONTROLLER",
].join("\n");

test("changes are allowed and refused as Apache Kafka does it, word for word", () => {
  const recorded = JSON.parse(configData("config-changes.json")) as {
    static: string;
    settings: ResourceSettings[];
    changes: [number, string, Record<string, string | null>, number, string | null][];
  };
  const effective = effectiveConfigs(recorded.static, recorded.settings);
  for (const [type, name, changes, errorCode, errorMessage] of recorded.changes) {
    const refusal = validateConfigChange(type, name, new Map(Object.entries(changes)), effective);
    const actual = refusal ?? { errorCode: 0, errorMessage: null };
    assert.deepEqual(actual, { errorCode, errorMessage }, `${type}/${name} ${JSON.stringify(changes)}`);
  }
  assert.ok(recorded.changes.length > 200);
});

function refusal(
  type: number,
  name: string,
  changes: Record<string, string | null>,
  settings: ResourceSettings[] = [],
) {
  return validateConfigChange(type, name, new Map(Object.entries(changes)), effectiveConfigs(node, settings))
    ?.errorMessage;
}

test("a change is held against what is set already", () => {
  const set: ResourceSettings = [topic, "t", { "min.compaction.lag.ms": "100" }];
  assert.match(
    refusal(topic, "t", { "max.compaction.lag.ms": "50" }, [set]) ?? "",
    /^conflict topic config setting/,
  );
  assert.equal(
    refusal(topic, "t", { "max.compaction.lag.ms": "50", "min.compaction.lag.ms": null }, [set]),
    undefined,
  );
});

test("a change is held against what the broker has by default", () => {
  const lag: ResourceSettings = [broker, "", { "log.cleaner.min.compaction.lag.ms": "100" }];
  assert.match(
    refusal(topic, "t", { "max.compaction.lag.ms": "50" }, [lag]) ?? "",
    /\(100\) > max.compaction.lag.ms \(50\)/,
  );
});

test("listeners cannot change while the broker runs, and may be set to what they are", () => {
  const changed = { listeners: "PLAINTEXT://:9094,CONTROLLER://:9093" };
  assert.match(refusal(broker, "1", changed) ?? "", /^Listeners cannot be changed/);
  assert.equal(refusal(broker, "1", { listeners: "PLAINTEXT://:9092,CONTROLLER://:9093" }), undefined);
});

test("pools grow to twice and shrink to half at a time", () => {
  for (const threads of ["4", "8", "16"])
    assert.equal(refusal(broker, "", { "num.io.threads": threads }), undefined);
  for (const threads of ["3", "17"])
    assert.match(refusal(broker, "", { "num.io.threads": threads }) ?? "", /num.io.threads/);
});

test("a client matches a whole expression", () => {
  const match = parseClientMatch(" client_id = app-[0-9]+ ");
  assert.equal(match?.property, "client_id");
  assert.deepEqual([match?.pattern.test("app-1"), match?.pattern.test("my-app-1")], [true, false]);
  assert.equal(parseClientMatch("client_id=(("), null);
});
