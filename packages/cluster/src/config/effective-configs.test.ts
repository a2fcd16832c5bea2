import assert from "node:assert/strict";
import { test } from "node:test";
import { configResourceTypes } from "../image/config-image.ts";
import { configData, configsImage, effectiveConfigs, type ResourceSettings } from "../testing/config-data.ts";
import type { DescribedConfig } from "./describe.ts";
import type { EffectiveConfigs } from "./effective-configs.ts";

const { topic, broker, group, clientMetrics } = configResourceTypes;
const node = "process.roles=broker,controller\nnode.id=1\ncontroller.listener.names=CONTROLLER";

test("resources are described as Apache Kafka describes them", () => {
  const recorded = JSON.parse(configData("described-configs.json")) as {
    static: string;
    settings: ResourceSettings[];
    described: [number, string, unknown[][]][];
  };
  const effective = effectiveConfigs(recorded.static, recorded.settings);
  for (const [type, name, entries] of recorded.described) {
    const actual = describe(effective, type, name).map(comparable);
    assert.deepEqual(actual.toSorted(byName), entries.toSorted(byName), `${type}/${name}`);
  }
});

function describe(effective: EffectiveConfigs, type: number, name: string): DescribedConfig[] {
  if (type === topic) return effective.describeTopic(name);
  if (type === broker) return effective.describeBroker(name);
  return type === group ? effective.describeGroup(name) : effective.describeClientMetrics(name);
}

function comparable(entry: DescribedConfig): unknown[] {
  const synonyms = entry.synonyms.map(({ name, value, source }) => [name, value, source]);
  const { name, value, isReadOnly, configSource, isSensitive, configType } = entry;
  assert.equal(entry.isDefault, configSource === 5);
  return [name, value, isReadOnly, configSource, isSensitive, configType, synonyms];
}

function byName(left: unknown[], right: unknown[]): number {
  return String(left[0]) < String(right[0]) ? -1 : 1;
}

test("a setting of this broker counts before one of the cluster, and that before the file", () => {
  const file = `${node}\nmessage.max.bytes=1000`;
  const cluster: ResourceSettings = [broker, "", { "message.max.bytes": "2000" }];
  const own: ResourceSettings = [broker, "1", { "message.max.bytes": "3000" }];
  const other: ResourceSettings = [broker, "2", { "message.max.bytes": "4000" }];
  assert.equal(effectiveConfigs(file).broker["message.max.bytes"], 1000);
  assert.equal(effectiveConfigs(file, [cluster, other]).broker["message.max.bytes"], 2000);
  assert.equal(effectiveConfigs(file, [cluster, other, own]).broker["message.max.bytes"], 3000);
});

test("milliseconds set for all brokers replace the hours of a file", () => {
  const file = `${node}\nlog.retention.hours=1\nlog.retention.minutes=2`;
  assert.equal(effectiveConfigs(file).topic("t")["retention.ms"], 120_000);
  const effective = effectiveConfigs(file, [[broker, "", { "log.retention.ms": "5" }]]);
  assert.equal(effective.topic("t")["retention.ms"], 5);
  assert.equal(effective.broker["log.retention.minutes"], null);
});

test("a retention below zero is no limit", () => {
  assert.equal(effectiveConfigs(`${node}\nlog.retention.ms=-7`).topic("t")["retention.ms"], -1);
});

test("a topic has its own settings, and the broker's beside them", () => {
  const effective = effectiveConfigs(`${node}\nlog.segment.bytes=2097152`, [
    [topic, "t", { "retention.ms": "7" }],
  ]);
  assert.equal(effective.topic("t")["retention.ms"], 7);
  assert.equal(effective.topic("t")["segment.bytes"], 2_097_152);
  assert.equal(effective.topic("other")["retention.ms"], 604_800_000);
});

test("settings are the same object until one of them changes", () => {
  const settings: ResourceSettings = [topic, "t", { "retention.ms": "7" }];
  const image = configsImage([settings]);
  const effective = effectiveConfigs(node);
  effective.update(image);
  const before = { topic: effective.topic("t"), plain: effective.topic("other"), broker: effective.broker };
  const draft = image.draft();
  draft.set({ resourceType: topic, resourceName: "another", name: "retention.ms", value: "9" });
  effective.update(draft.finish());
  assert.equal(effective.topic("t"), before.topic);
  assert.equal(effective.topic("other"), before.plain);
  assert.equal(effective.broker, before.broker);

  effective.update(configsImage([[topic, "t", { "retention.ms": "8" }]]));
  assert.equal(effective.topic("t")["retention.ms"], 8);
  assert.equal(before.topic["retention.ms"], 7);
  effective.update(configsImage([[broker, "", { "log.retention.ms": "6" }]]));
  assert.notEqual(effective.broker, before.broker);
  assert.equal(effective.topic("other")["retention.ms"], 6);
  assert.equal(effective.topic("t")["retention.ms"], 6);
});

test("a group's settings are held within what brokers allow now", () => {
  const set: ResourceSettings = [
    group,
    "g",
    { "consumer.session.timeout.ms": "60000", "consumer.assignment.interval.ms": "5" },
  ];
  const file = `${node}\ngroup.consumer.max.session.timeout.ms=50000`;
  const effective = effectiveConfigs(file, [set]);
  assert.equal(effective.group("g")["consumer.session.timeout.ms"], 50_000);
  assert.equal(effective.group("g")["consumer.assignment.interval.ms"], 5);
  assert.equal(effective.group("other")["consumer.session.timeout.ms"], 45_000);
});

test("what cannot be read in the metadata log counts as not set", () => {
  const effective = effectiveConfigs(`${node}\nlog.retention.hours=1`, [
    [broker, "", { "log.retention.ms": "soon" }],
    [topic, "t", { "retention.ms": "never", "segment.ms": "5", nonsense: "x" }],
  ]);
  assert.equal(effective.topic("t")["retention.ms"], 3_600_000);
  assert.equal(effective.topic("t")["segment.ms"], 5);
});

test("2^63-1 stays what it is", () => {
  const effective = effectiveConfigs(node, [[topic, "t", { "flush.messages": "9223372036854775807" }]]);
  const shown = effective.describeTopic("t").find(({ name }) => name === "flush.messages");
  assert.equal(shown?.value, "9223372036854775807");
  assert.equal(effective.describeClientMetrics("x").length, 3);
  assert.equal(effective.settingsOf(clientMetrics, "x").size, 0);
});
