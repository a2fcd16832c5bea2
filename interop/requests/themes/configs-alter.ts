/** Changing settings: what is valid, what operations do, and how each fault is told. */
import { alterConfigs, describeConfigs, incrementalAlterConfigs } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit } from "../kit.ts";

export const configsAlter = new Theme("changing settings");

type Change = readonly [name: string, operation: number, value: string | null];

const [topicType, brokerType, loggerType, metricsType, groupType] = [2, 4, 8, 16, 32];
const [set, remove, append, subtract] = [0, 1, 2, 3] as const;

async function change(
  kit: Kit,
  resourceType: number,
  resourceName: string,
  changes: readonly Change[],
  validateOnly = false,
): Promise<void> {
  const configs = changes.map(([name, configOperation, value]) => ({ name, configOperation, value }));
  const resources = [{ resourceType, resourceName, configs }];
  await kit.ask(incrementalAlterConfigs, { resources, validateOnly });
}

const topicChanges: readonly (readonly [string, ...Change[]])[] = [
  ["set one", ["retention.ms", set, "777"]],
  ["set what is the default", ["retention.ms", set, "604800000"]],
  ["set none"],
  ["set an unknown one", ["no.such.setting", set, "1"]],
  ["set an unknown one to null", ["no.such.setting", set, null]],
  ["set one to null", ["retention.ms", set, null]],
  ["set one to nothing", ["retention.ms", set, ""]],
  ["set one to a word", ["retention.ms", set, "soon"]],
  ["set one to too much", ["segment.bytes", set, "99999999999"]],
  ["set one to too little", ["segment.bytes", set, "1"]],
  ["set one to a fraction", ["segment.bytes", set, "1.5"]],
  ["set one that has no name", ["", set, "1"]],
  ["set one twice", ["retention.ms", set, "1"], ["retention.ms", set, "2"]],
  ["set one and delete it", ["retention.ms", set, "1"], ["retention.ms", remove, null]],
  [
    "set two that do not go together",
    ["min.compaction.lag.ms", set, "9"],
    ["max.compaction.lag.ms", set, "5"],
  ],
  ["set a good one and a bad one", ["retention.ms", set, "1"], ["segment.ms", set, "0"]],
  ["delete one", ["segment.ms", remove, null]],
  ["delete one with a value", ["segment.ms", remove, "70000"]],
  ["delete one that is not set", ["retention.ms", remove, null]],
  ["delete an unknown one", ["no.such.setting", remove, null]],
  ["append to a list", ["cleanup.policy", append, "compact"]],
  ["append what is there", ["cleanup.policy", append, "delete"]],
  ["append two", ["leader.replication.throttled.replicas", append, "0:1,1:1"]],
  ["append what it cannot have", ["cleanup.policy", append, "keep"]],
  ["append nothing", ["cleanup.policy", append, ""]],
  ["append null", ["cleanup.policy", append, null]],
  ["append to what is no list", ["retention.ms", append, "1"]],
  ["append to an unknown one", ["no.such.setting", append, "1"]],
  ["subtract from a list", ["cleanup.policy", subtract, "delete"]],
  ["subtract what is not there", ["cleanup.policy", subtract, "compact"]],
  ["subtract from what is no list", ["retention.ms", subtract, "1"]],
  ["subtract null", ["cleanup.policy", subtract, null]],
  ["settings of brokers", ["log.retention.ms", set, "1"]],
  ["tiered storage", ["remote.storage.enable", set, "true"]],
  ["all in sync of two", ["min.insync.replicas", set, "2"]],
];

for (const [name, ...changes] of topicChanges) {
  configsAlter.case(`topic: ${name}`, async (kit) => {
    const topic = await kit.topic("topic", { configs: { "segment.ms": "70000" } });
    await change(kit, topicType, topic.name, changes, true);
    await change(kit, topicType, topic.name, changes);
    await kit.topic("after");
    await kit.ask(
      describeConfigs,
      {
        resources: [{ resourceType: topicType, resourceName: topic.name, configurationKeys: null }],
        includeSynonyms: true,
      },
      {
        pick: ({ results }) =>
          results.map(({ configs }) => configs.filter(({ configSource }) => configSource === 1)),
      },
    );
  });
}

// Kafka's controller resigns over an operation that it does not know, so that nobody has one for a while.
for (const operation of [4, -1]) {
  configsAlter.alone(`topic: operation ${operation}, which there is not`, async (kit) => {
    const topic = await kit.topic();
    await change(kit, topicType, topic.name, [["retention.ms", operation, "1"]]);
    const configs = [{ name: "retention.ms", configOperation: set, value: "1" }];
    const resources = [{ resourceType: topicType, resourceName: topic.name, configs }];
    await kit.eventually(
      incrementalAlterConfigs,
      { resources, validateOnly: false },
      ({ responses }) => responses[0]!.errorCode === 0,
    );
  });
}

/** Nothing of these takes effect: they are refused, or only looked at. */
const otherChanges: readonly (readonly [string, number, string, ...Change[]])[] = [
  ["a topic that is not there", topicType, "none", ["retention.ms", set, "1"]],
  ["a topic without a name", topicType, "", ["retention.ms", set, "1"]],
  ["a topic of a name that none can have", topicType, "a b?", ["retention.ms", set, "1"]],
  ["another broker", brokerType, "2", ["log.cleaner.threads", set, "2"]],
  ["a broker whose id is no number", brokerType, "one", ["log.cleaner.threads", set, "2"]],
  ["a read-only setting of the broker", brokerType, "1", ["node.id", set, "2"]],
  ["a read-only setting of all brokers", brokerType, "", ["broker.rack", set, "here"]],
  ["a setting of one broker, for all", brokerType, "", ["listeners", set, "PLAINTEXT://:1"]],
  ["an unknown setting of the broker", brokerType, "1", ["no.such.setting", set, "1"]],
  ["an unknown setting of all brokers", brokerType, "", ["no.such.setting", set, "1"]],
  ["a bad value of the broker", brokerType, "1", ["log.cleaner.threads", set, "many"]],
  ["no cleaner threads", brokerType, "1", ["log.cleaner.threads", set, "-1"]],
  ["too many threads at once", brokerType, "1", ["num.io.threads", set, "1000"]],
  ["too few threads at once", brokerType, "1", ["num.io.threads", set, "1"]],
  ["creation of topics on demand", brokerType, "", ["auto.create.topics.enable", set, "false"]],
  ["the number of partitions", brokerType, "", ["num.partitions", set, "7"]],
  ["a topic setting of the broker", brokerType, "1", ["retention.ms", set, "1"]],
  ["a null setting of the broker", brokerType, "1", ["log.retention.ms", set, null]],
  ["a session of groups that is too short", brokerType, "", ["group.consumer.session.timeout.ms", set, "1"]],
  ["a heartbeat of groups", brokerType, "", ["group.consumer.heartbeat.interval.ms", set, "7000"]],
  ["an assignment interval of groups", brokerType, "", ["group.consumer.assignment.interval.ms", set, "100"]],
  ["loggers of another broker", loggerType, "2", ["kafka", set, "INFO"]],
  ["loggers of no broker", loggerType, "", ["kafka", set, "INFO"]],
  ["client metrics without a name", metricsType, "", ["interval.ms", set, "1000"]],
  ["client metrics too often", metricsType, "none", ["interval.ms", set, "1"]],
  ["client metrics too seldom", metricsType, "none", ["interval.ms", set, "99999999"]],
  ["client metrics of an unknown match", metricsType, "none", ["match", set, "colour=red"]],
  ["client metrics of a match that is none", metricsType, "none", ["match", set, "client_id=[a"]],
  ["client metrics of an unknown setting", metricsType, "none", ["no.such.setting", set, "1"]],
  ["client metrics of all kinds", metricsType, "none", ["metrics", set, "*"]],
  ["a group's session that is too short", groupType, "none", ["consumer.session.timeout.ms", set, "1"]],
  ["a group's session that is too long", groupType, "none", ["consumer.session.timeout.ms", set, "99999999"]],
  [
    "a group's heartbeat beyond its session",
    groupType,
    "none",
    ["consumer.heartbeat.interval.ms", set, "15000"],
  ],
  ["a group's word for a number", groupType, "none", ["consumer.session.timeout.ms", set, "long"]],
  ["a group's unknown setting", groupType, "none", ["no.such.setting", set, "1"]],
  ["a group without a name", groupType, "", ["consumer.session.timeout.ms", set, "46000"]],
  [
    "a share group's lock that is too long",
    groupType,
    "none",
    ["share.record.lock.duration.ms", set, "99999999"],
  ],
  ["an unknown kind", 3, "none", ["retention.ms", set, "1"]],
  ["no kind", 0, "none", ["retention.ms", set, "1"]],
];

for (const [name, resourceType, resourceName, ...changes] of otherChanges) {
  configsAlter.case(name, async (kit) => {
    const whole = resourceName === "none" ? kit.name(resourceName) : resourceName;
    await change(kit, resourceType, whole, changes, true);
  });
}

configsAlter.case("the same topic twice, two topics, and none", async (kit) => {
  const topic = await kit.topic();
  const configs = [{ name: "retention.ms", configOperation: 0, value: "1" }];
  const one = { resourceType: topicType, resourceName: topic.name, configs };
  const none = { resourceType: topicType, resourceName: kit.name("none"), configs };
  for (const resources of [[one, one], [one, none], []]) {
    await kit.ask(incrementalAlterConfigs, { resources, validateOnly: true });
  }
});

configsAlter.case("replacing all: what is not told is gone", async (kit) => {
  const topic = await kit.topic("topic", { configs: { "segment.ms": "70000" } });
  const replace = async (
    configs: { name: string; value: string | null }[],
    validateOnly = false,
  ): Promise<void> => {
    const resources = [{ resourceType: topicType, resourceName: topic.name, configs }];
    await kit.ask(alterConfigs, { resources, validateOnly });
  };
  await replace([{ name: "retention.ms", value: "5" }], true);
  await replace([{ name: "retention.ms", value: "soon" }]);
  await replace([{ name: "retention.ms", value: null }]);
  await replace([{ name: "no.such.setting", value: "1" }]);
  await replace([
    { name: "retention.ms", value: "5" },
    { name: "retention.ms", value: "6" },
  ]);
  await replace([{ name: "retention.ms", value: "5" }]);
  await replace([]);
  await kit.topic("after");
  const configurationKeys = ["retention.ms", "segment.ms"];
  const resources = [{ resourceType: topicType, resourceName: topic.name, configurationKeys }];
  await kit.ask(describeConfigs, { resources });
});

configsAlter.case("replacing all of the same resource twice", async (kit) => {
  const topic = await kit.topic();
  const one = {
    resourceType: topicType,
    resourceName: topic.name,
    configs: [{ name: "retention.ms", value: "5" }],
  };
  await kit.ask(alterConfigs, { resources: [one, one], validateOnly: false }, { timeoutMs: 3_000 });
});

configsAlter.case("replacing all of what cannot be", async (kit) => {
  for (const [resourceType, resourceName] of [
    [topicType, kit.name("none")],
    [topicType, ""],
    [brokerType, "2"],
    [brokerType, "one"],
    [loggerType, "1"],
    [metricsType, ""],
    [groupType, ""],
    [3, "x"],
    [0, "x"],
  ] as const) {
    const resources = [{ resourceType, resourceName, configs: [{ name: "retention.ms", value: "5" }] }];
    await kit.ask(alterConfigs, { resources, validateOnly: true });
  }
  await kit.ask(alterConfigs, { resources: [], validateOnly: true });
});

configsAlter.alone("a setting of all brokers, and of one", async (kit) => {
  const keys = ["log.retention.ms", "log.cleaner.threads", "message.max.bytes"];
  const topic = await kit.topic();
  const tell = async (): Promise<void> => {
    await kit.topic(`after-${kit.transcript.length}`);
    await kit.ask(describeConfigs, {
      resources: [
        { resourceType: brokerType, resourceName: "1", configurationKeys: keys },
        { resourceType: brokerType, resourceName: "", configurationKeys: keys },
        {
          resourceType: topicType,
          resourceName: topic.name,
          configurationKeys: ["retention.ms", "max.message.bytes"],
        },
      ],
      includeSynonyms: true,
    });
  };
  await change(kit, brokerType, "", [
    ["log.retention.ms", set, "99999999"],
    ["message.max.bytes", set, "2000000"],
  ]);
  await tell();
  await change(kit, brokerType, "1", [["log.retention.ms", set, "88888888"]]);
  await tell();
  await change(kit, brokerType, "", [
    ["log.retention.ms", remove, null],
    ["message.max.bytes", remove, null],
  ]);
  await tell();
  await change(kit, brokerType, "1", [["log.retention.ms", remove, null]]);
  await tell();
});

configsAlter.alone("what elections need cannot be taken away", async (kit) => {
  await change(kit, brokerType, "", [["min.insync.replicas", remove, null]]);
  await change(kit, brokerType, "", [["min.insync.replicas", set, "1"]]);
  await change(kit, brokerType, "1", [["min.insync.replicas", set, "2"]]);
});
