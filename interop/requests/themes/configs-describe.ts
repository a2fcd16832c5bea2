/** Telling settings: of every kind of resource, where values come from, and what is refused. */
import {
  describeConfigs,
  incrementalAlterConfigs,
  listConfigResources,
  type RequestInput,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { resourcesOf } from "../picks.ts";

export const configsDescribe = new Theme("describing settings");

type Describe = RequestInput<typeof describeConfigs>;

function describing(
  resourceType: number,
  resourceName: string,
  configurationKeys: string[] | null = null,
): Describe {
  return { resources: [{ resourceType, resourceName, configurationKeys }], includeSynonyms: true };
}

const [topicType, brokerType, loggerType, metricsType, groupType] = [2, 4, 8, 16, 32];

configsDescribe.case("every setting of the broker", async (kit) => {
  await kit.ask(describeConfigs, describing(brokerType, "1"));
});

configsDescribe.case("every setting of the broker, as version 1 tells it", async (kit) => {
  await kit.ask(describeConfigs, { ...describing(brokerType, "1"), includeSynonyms: false }, { version: 1 });
});

configsDescribe.case("what holds for all brokers", async (kit) => {
  await kit.ask(describeConfigs, describing(brokerType, ""), {
    pick: ({ results }) => results.map((result) => ({ ...result, configs: result.configs.length > 0 })),
  });
});

configsDescribe.case("every setting of a topic", async (kit) => {
  const topic = await kit.topic();
  await kit.ask(describeConfigs, describing(topicType, topic.name));
});

configsDescribe.case("a topic with settings of its own, and their synonyms", async (kit) => {
  const configs = { "retention.ms": "5000", "cleanup.policy": "compact,delete", "segment.bytes": "2000000" };
  const topic = await kit.topic("topic", { configs });
  for (const includeSynonyms of [true, false]) {
    await kit.ask(describeConfigs, { ...describing(topicType, topic.name), includeSynonyms });
  }
});

configsDescribe.case("values come back in one form", async (kit) => {
  const configs = {
    "retention.ms": "0077",
    "min.cleanable.dirty.ratio": "0.50",
    preallocate: "TRUE",
    "cleanup.policy": " compact , delete ",
    "segment.bytes": " 2000000 ",
    "compression.type": "zstd",
    "file.delete.delay.ms": "+5",
  };
  const topic = await kit.topic("topic", { configs });
  await kit.ask(describeConfigs, describing(topicType, topic.name, Object.keys(configs)));
});

configsDescribe.case("loggers of the broker", async (kit) => {
  for (const version of [1, 4]) {
    for (const keys of [null, [], ["root"], ["no.such.logger"]]) {
      await kit.ask(describeConfigs, describing(loggerType, "1", keys), {
        version,
        // Which loggers there are and how much they say is each broker's own; that there is a root is not.
        pick: ({ results }) =>
          results.map(({ configs, ...others }) => ({
            ...others,
            root: configs.filter(({ name }) => name === "root").map(({ value: _level, ...root }) => root),
          })),
      });
    }
  }
});

configsDescribe.case("some settings, none of them, and unknown ones", async (kit) => {
  const topic = await kit.topic();
  for (const keys of [
    ["retention.ms", "segment.bytes"],
    [],
    ["no.such.setting"],
    ["retention.ms", "retention.ms"],
  ]) {
    await kit.ask(describeConfigs, describing(topicType, topic.name, keys));
  }
  for (const keys of [["log.retention.ms", "node.id", "log.dirs", "listeners"], [], ["no.such.setting"]]) {
    await kit.ask(describeConfigs, describing(brokerType, "1", keys));
  }
});

const refused: readonly (readonly [string, number, string])[] = [
  ["a topic that is not there", topicType, "none"],
  ["a topic without a name", topicType, ""],
  ["a topic of a name that none can have", topicType, "a b?"],
  ["the metadata log", topicType, "__cluster_metadata"],
  ["another broker", brokerType, "2"],
  ["a broker whose id is no number", brokerType, "one"],
  ["a broker of a negative id", brokerType, "-1"],
  ["loggers of another broker", loggerType, "2"],
  ["loggers without a broker", loggerType, ""],
  ["loggers of no number", loggerType, "one"],
  ["client metrics that are not there", metricsType, "none"],
  ["client metrics without a name", metricsType, ""],
  ["a group that is not there", groupType, "none"],
  ["a group without a name", groupType, ""],
  ["an unknown kind", 3, "none"],
  ["no kind", 0, "none"],
  ["a negative kind", -1, "none"],
];

for (const [name, resourceType, resourceName] of refused) {
  configsDescribe.case(name, async (kit) => {
    const whole = resourceName === "none" ? kit.name(resourceName) : resourceName;
    await kit.ask(describeConfigs, describing(resourceType, whole));
    await kit.ask(describeConfigs, describing(resourceType, whole), { version: 1 });
  });
}

configsDescribe.case("the same resource twice, others, and none", async (kit) => {
  const topic = await kit.topic();
  const one = { resourceType: topicType, resourceName: topic.name, configurationKeys: ["retention.ms"] };
  const other = { resourceType: brokerType, resourceName: "1", configurationKeys: ["node.id"] };
  const none = { resourceType: topicType, resourceName: kit.name("none"), configurationKeys: null };
  await kit.ask(describeConfigs, { resources: [one, one] });
  await kit.ask(describeConfigs, { resources: [one, other, none] });
  await kit.ask(describeConfigs, { resources: [] });
});

configsDescribe.case("a group with settings of its own", async (kit) => {
  const configs = [
    { name: "consumer.session.timeout.ms", configOperation: 0, value: "50000" },
    { name: "consumer.heartbeat.interval.ms", configOperation: 0, value: "6000" },
  ];
  const resources = [{ resourceType: groupType, resourceName: kit.name("group"), configs }];
  await kit.ask(incrementalAlterConfigs, { resources, validateOnly: false });
  await kit.eventually(describeConfigs, describing(groupType, kit.name("group")), ({ results }) =>
    results[0]!.configs.some(({ value }) => value === "50000"),
  );
});

configsDescribe.case("client metrics", async (kit) => {
  const configs = [
    { name: "interval.ms", configOperation: 0, value: "20000" },
    { name: "metrics", configOperation: 0, value: "org.apache.kafka.producer.,org.apache.kafka.consumer." },
    { name: "match", configOperation: 0, value: `client_id=${kit.prefix}` },
  ];
  const resources = [{ resourceType: metricsType, resourceName: kit.name("metrics"), configs }];
  await kit.ask(incrementalAlterConfigs, { resources, validateOnly: false });
  await kit.eventually(describeConfigs, describing(metricsType, kit.name("metrics")), ({ results }) =>
    results[0]!.configs.some(({ value }) => value === "20000"),
  );
});

configsDescribe.case("listing resources by kind", async (kit) => {
  await kit.knownTopic();
  for (const resourceTypes of [[2], [4], [8], [16], [32], [2, 4], [], [3], [0], [-1], [2, 2], [1]]) {
    await kit.ask(listConfigResources, { resourceTypes }, { pick: resourcesOf(kit.prefix) });
  }
});
