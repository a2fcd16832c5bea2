/** The cluster itself: its nodes, its quorum, its features, its transactions, and what clients tell of themselves. */
import {
  addRaftVoter,
  describeCluster,
  describeQuorum,
  describeTransactions,
  getTelemetrySubscriptions,
  incrementalAlterConfigs,
  listTransactions,
  pushTelemetry,
  type RequestInput,
  removeRaftVoter,
  unregisterBroker,
  updateFeatures,
  zeroUuid,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import type { Kit } from "../kit.ts";
import { describeQuorumNow } from "../picks.ts";
import { noSuchId } from "../records.ts";

export const cluster = new Theme("cluster");

for (const endpointType of [1, 2, 0, 3, -1]) {
  cluster.case(`endpoints of type ${endpointType}`, async (kit) => {
    for (const flag of [true, false]) {
      const asked = { includeClusterAuthorizedOperations: flag, includeFencedBrokers: flag, endpointType };
      await kit.ask(describeCluster, asked);
      await kit.ask(describeCluster, asked, { version: 1 });
    }
  });
}

cluster.case("quorums of other topics, of other partitions, and of none", async (kit) => {
  const topic = await kit.topic();
  const partitions = [{ partitionIndex: 0 }];
  for (const topics of [
    [{ topicName: topic.name, partitions }],
    [{ topicName: "", partitions }],
    [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 1 }] }],
    [{ topicName: "__cluster_metadata", partitions: [] }],
    [
      { topicName: "__cluster_metadata", partitions },
      { topicName: topic.name, partitions },
    ],
    [{ topicName: "__cluster_metadata", partitions: [...partitions, ...partitions] }],
    [],
  ]) {
    for (const version of [0, 2])
      await kit.ask(describeQuorum, { topics }, { version, pick: describeQuorumNow });
  }
});

type Update = RequestInput<typeof updateFeatures>["featureUpdates"][number];

const updates: readonly (readonly [string, ...Partial<Update>[]])[] = [
  ["the level that it has", { feature: "group.version", maxVersionLevel: 1 }],
  ["a level that is too high", { feature: "metadata.version", maxVersionLevel: 99 }],
  ["a lower level, as an upgrade", { feature: "metadata.version", maxVersionLevel: 29 }],
  [
    "a lower level, as a safe downgrade",
    { feature: "metadata.version", maxVersionLevel: 29, upgradeType: 2 },
  ],
  ["a level below all", { feature: "metadata.version", maxVersionLevel: 1, upgradeType: 3 }],
  ["level zero, as an upgrade", { feature: "group.version", maxVersionLevel: 0 }],
  ["level zero, as a downgrade", { feature: "group.version", maxVersionLevel: 0, upgradeType: 2 }],
  ["a negative level", { feature: "group.version", maxVersionLevel: -1 }],
  ["an unknown feature", { feature: "no.such.feature", maxVersionLevel: 1 }],
  ["an unknown feature's end", { feature: "no.such.feature", maxVersionLevel: 0, upgradeType: 2 }],
  ["a feature without a name", { feature: "", maxVersionLevel: 1 }],
  ["an unknown type of upgrade", { feature: "group.version", maxVersionLevel: 1, upgradeType: 9 }],
  ["no type of upgrade", { feature: "group.version", maxVersionLevel: 1, upgradeType: 0 }],
  ["the quorum's own", { feature: "kraft.version", maxVersionLevel: 1 }],
  ["the quorum's own, lower", { feature: "kraft.version", maxVersionLevel: 0, upgradeType: 2 }],
  [
    "the same feature twice",
    { feature: "group.version", maxVersionLevel: 1 },
    { feature: "group.version", maxVersionLevel: 1 },
  ],
  [
    "a good one and a bad one",
    { feature: "group.version", maxVersionLevel: 1 },
    { feature: "no.such.feature" },
  ],
  ["none"],
];

for (const [name, ...given] of updates) {
  cluster.case(`features: ${name}`, async (kit) => {
    const featureUpdates = given.map((each) => ({
      feature: "",
      maxVersionLevel: 1,
      allowDowngrade: false,
      upgradeType: 1,
      ...each,
    }));
    for (const version of [0, 1, 2]) {
      // Version 0 cannot say that it only asks.
      if (version === 0 && name !== "none" && !name.includes("unknown feature")) continue;
      await kit.ask(updateFeatures, { timeoutMs: 5_000, featureUpdates, validateOnly: true }, { version });
    }
  });
}

cluster.case("brokers that cannot be forgotten", async (kit) => {
  for (const brokerId of [-1, 2, 2_147_483_647]) await kit.ask(unregisterBroker, { brokerId });
});

cluster.case("voters that cannot come or go", async (kit) => {
  const listeners = [{ name: "CONTROLLER", host: "localhost", port: 9 }];
  const adding = { clusterId: null, timeoutMs: 1_000, voterId: 1, voterDirectoryId: noSuchId, listeners };
  await kit.ask(addRaftVoter, { ...adding, listeners: [] });
  await kit.ask(addRaftVoter, { ...adding, listeners: [{ name: "PLAINTEXT", host: "localhost", port: 9 }] });
  await kit.ask(addRaftVoter, { ...adding, voterId: -1 });
  await kit.ask(removeRaftVoter, { clusterId: null, voterId: 7, voterDirectoryId: noSuchId });
  await kit.ask(removeRaftVoter, { clusterId: null, voterId: 1, voterDirectoryId: noSuchId });
  await kit.ask(removeRaftVoter, { clusterId: "", voterId: -1, voterDirectoryId: zeroUuid });
});

cluster.case("transactions of nobody", async (kit) => {
  await kit.ask(listTransactions, { stateFilters: ["Ongoing", "Sleeping", ""], producerIdFilters: [5] });
  await kit.ask(listTransactions, { stateFilters: [], producerIdFilters: [], durationFilter: 1000 });
  await kit.ask(listTransactions, { stateFilters: [], producerIdFilters: [], transactionalIdPattern: "a.*" });
  await kit.ask(listTransactions, { stateFilters: [], producerIdFilters: [], transactionalIdPattern: "" });
  await kit.ask(listTransactions, { stateFilters: [], producerIdFilters: [], transactionalIdPattern: "a(" });
});

/** A client that has asked what is wanted; answers what a push needs. */
async function subscribed(
  kit: Kit,
  clientInstanceId: string,
): Promise<{ clientInstanceId: string; subscriptionId: number }> {
  const { subscriptionId } = await kit.quietly(getTelemetrySubscriptions, { clientInstanceId });
  return { clientInstanceId, subscriptionId };
}

// Whenever what operators want changes, clients begin anew, so that nobody else may change it meanwhile.
const push = { terminating: false, compressionType: 0, metrics: Buffer.alloc(0) };

cluster.alone("telemetry: asked again too soon", async (kit) => {
  const first = await kit.ask(getTelemetrySubscriptions, { clientInstanceId: zeroUuid });
  await kit.ask(getTelemetrySubscriptions, { clientInstanceId: first!.clientInstanceId });
});

cluster.alone("telemetry: pushed as asked, and too soon again", async (kit) => {
  const client = await subscribed(kit, "cccccccccccccccccccccA");
  await kit.ask(pushTelemetry, { ...push, ...client });
  await kit.ask(pushTelemetry, { ...push, ...client });
  await kit.ask(pushTelemetry, { ...push, ...client, terminating: true });
  await kit.ask(pushTelemetry, { ...push, ...client, terminating: true });
});

cluster.alone("telemetry: pushed for another subscription", async (kit) => {
  const client = await subscribed(kit, "ddddddddddddddddddddyA");
  await kit.ask(pushTelemetry, { ...push, ...client, subscriptionId: client.subscriptionId + 1 });
});

cluster.alone("telemetry: pushed by a codec that is none", async (kit) => {
  const client = await subscribed(kit, "eeeeeeeeeeeeeeeeeeeeeA");
  await kit.ask(pushTelemetry, { ...push, ...client, compressionType: 9 });
});

cluster.alone("telemetry: who has gone is forgotten", async (kit) => {
  const clientInstanceId = "jjjjjjjjjjjjjjjjjjjjgA";
  await kit.ask(getTelemetrySubscriptions, { clientInstanceId }, { on: "first" });
  await kit.ask(getTelemetrySubscriptions, { clientInstanceId }, { on: "second" });
  kit.close("first");
  await kit.eventually(
    getTelemetrySubscriptions,
    { clientInstanceId },
    ({ acceptedCompressionTypes }) => acceptedCompressionTypes.length > 0,
    { on: "second" },
  );
});

cluster.alone("telemetry: pushed without an id", async (kit) => {
  await kit.ask(pushTelemetry, { ...push, clientInstanceId: zeroUuid, subscriptionId: 0 });
});

cluster.alone("telemetry: pushed too much", async (kit) => {
  const client = await subscribed(kit, "ffffffffffffffffffffeA");
  await kit.ask(pushTelemetry, { ...push, ...client, metrics: Buffer.alloc(1_100_000) });
});

cluster.alone("telemetry: pushed what cannot be read", async (kit) => {
  const client = await subscribed(kit, "ggggggggggggggggggggAA");
  await kit.ask(pushTelemetry, { ...push, ...client, metrics: Buffer.from("no metrics") });
});

cluster.alone("telemetry: what an operator wants of one client", async (kit) => {
  const configs = [
    { name: "interval.ms", configOperation: 0, value: "20000" },
    { name: "metrics", configOperation: 0, value: "org.apache.kafka.producer.,org.apache.kafka.consumer." },
    { name: "match", configOperation: 0, value: `client_id=${kit.prefix}` },
  ];
  const resources = [{ resourceType: 16, resourceName: kit.name("metrics"), configs }];
  await kit.quietly(incrementalAlterConfigs, { resources, validateOnly: false });
  await kit.topic("after");
  await kit.ask(
    getTelemetrySubscriptions,
    { clientInstanceId: "hhhhhhhhhhhhhhhhhhhhhA" },
    { clientId: kit.prefix },
  );
  await kit.ask(
    getTelemetrySubscriptions,
    { clientInstanceId: "iiiiiiiiiiiiiiiiiiiigA" },
    { clientId: "another" },
  );
});

cluster.case("transactions described that nobody has", async (kit) => {
  await kit.ask(describeTransactions, { transactionalIds: [""] });
});
