/** Every version of what administrators ask, asked once as a tool would. */
import {
  addRaftVoter,
  alterClientQuotas,
  alterConfigs,
  alterReplicaLogDirs,
  alterUserScramCredentials,
  apiVersions,
  createAcls,
  createDelegationToken,
  deleteAcls,
  describeAcls,
  describeClientQuotas,
  describeCluster,
  describeConfigs,
  describeDelegationToken,
  describeLogDirs,
  describeQuorum,
  describeTransactions,
  describeUserScramCredentials,
  expireDelegationToken,
  getTelemetrySubscriptions,
  incrementalAlterConfigs,
  listConfigResources,
  listTransactions,
  produce,
  pushTelemetry,
  removeRaftVoter,
  renewDelegationToken,
  unregisterBroker,
  updateFeatures,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { onlyServed } from "../deliberate.ts";
import { describeQuorumNow, logDirsOf, resourcesOf } from "../picks.ts";
import { batch, produceTo } from "../records.ts";

export const versionsAdmin = new Theme("versions");

const topicType = 2;
const anyAcl = {
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
};

versionsAdmin.versions(apiVersions, "what is served", async (kit, version) => {
  const asked = { clientSoftwareName: "interop", clientSoftwareVersion: "1.0" };
  await kit.ask(apiVersions, asked, { version, pick: onlyServed });
});

versionsAdmin.versions(describeConfigs, "a topic", async (kit, version) => {
  const topic = await kit.topic("topic", { configs: { "retention.ms": "12345" } });
  const resources = [{ resourceType: topicType, resourceName: topic.name, configurationKeys: null }];
  const asked = { resources, includeSynonyms: true, includeDocumentation: true };
  await kit.ask(describeConfigs, asked, { version });
});

versionsAdmin.versions(alterConfigs, "a topic", async (kit, version) => {
  const topic = await kit.topic("topic", { configs: { "retention.ms": "12345" } });
  const configs = [{ name: "segment.ms", value: "70000" }];
  const resources = [{ resourceType: topicType, resourceName: topic.name, configs }];
  await kit.ask(alterConfigs, { resources, validateOnly: false }, { version });
  await kit.eventually(
    describeConfigs,
    {
      resources: [
        {
          resourceType: topicType,
          resourceName: topic.name,
          configurationKeys: ["retention.ms", "segment.ms"],
        },
      ],
    },
    ({ results }) => results[0]!.configs.some(({ value }) => value === "70000"),
  );
});

versionsAdmin.versions(incrementalAlterConfigs, "a topic", async (kit, version) => {
  const topic = await kit.topic("topic", { configs: { "retention.ms": "12345" } });
  const configs = [
    { name: "segment.ms", configOperation: 0, value: "70000" },
    { name: "retention.ms", configOperation: 1, value: null },
    { name: "cleanup.policy", configOperation: 2, value: "compact" },
  ];
  const resources = [{ resourceType: topicType, resourceName: topic.name, configs }];
  await kit.ask(incrementalAlterConfigs, { resources, validateOnly: false }, { version });
  const configurationKeys = ["retention.ms", "segment.ms", "cleanup.policy"];
  await kit.eventually(
    describeConfigs,
    { resources: [{ resourceType: topicType, resourceName: topic.name, configurationKeys }] },
    ({ results }) => results[0]!.configs.some(({ value }) => value === "70000"),
  );
});

versionsAdmin.versions(listConfigResources, "of this case", async (kit, version) => {
  const topic = await kit.topic();
  const types = [2, 16, 32];
  await kit.ask(listConfigResources, { resourceTypes: types }, { version, pick: resourcesOf(kit.prefix) });
  const configs = [{ name: "interval.ms", configOperation: 0, value: "10000" }];
  const resources = [{ resourceType: 16, resourceName: kit.name("metrics"), configs }];
  await kit.quietly(incrementalAlterConfigs, { resources, validateOnly: false });
  await kit.eventually(
    listConfigResources,
    { resourceTypes: types },
    ({ configResources }) => configResources.some(({ resourceName }) => resourceName === kit.name("metrics")),
    { version, pick: resourcesOf(kit.prefix) },
  );
  kit.note("topic", topic.name);
});

versionsAdmin.versions(describeLogDirs, "a topic", async (kit, version) => {
  const topic = await kit.topic();
  await kit.quietly(produce, produceTo(topic, batch()));
  const topics = [{ topic: topic.name, partitions: [0, 5] }];
  await kit.ask(describeLogDirs, { topics }, { version });
  await kit.ask(describeLogDirs, { topics: null }, { version, pick: logDirsOf(kit.prefix) });
});

versionsAdmin.versions(
  alterReplicaLogDirs,
  "to where it is, and to where nothing is",
  async (kit, version) => {
    const topic = await kit.topic();
    for (const path of [kit.broker.directory, "/no/such/directory"]) {
      const topics = [{ name: topic.name, partitions: [0, 3] }];
      await kit.ask(alterReplicaLogDirs, { dirs: [{ path, topics }] }, { version });
    }
  },
);

versionsAdmin.versions(describeAcls, "without an authorizer", async (kit, version) => {
  await kit.ask(describeAcls, anyAcl, { version });
});

versionsAdmin.versions(createAcls, "without an authorizer", async (kit, version) => {
  const creation = {
    resourceType: 2,
    resourceName: kit.name("topic"),
    principal: "User:anna",
    host: "*",
    operation: 3,
    permissionType: 3,
  };
  await kit.ask(createAcls, { creations: [creation] }, { version });
});

versionsAdmin.versions(deleteAcls, "without an authorizer", async (kit, version) => {
  await kit.ask(deleteAcls, { filters: [anyAcl] }, { version });
});

versionsAdmin.versions(createDelegationToken, "without a secret", async (kit, version) => {
  const asked = {
    ownerPrincipalType: "User",
    ownerPrincipalName: "anna",
    renewers: [],
    maxLifetimeMs: 60_000,
  };
  await kit.ask(createDelegationToken, asked, { version });
});

versionsAdmin.versions(renewDelegationToken, "without a secret", async (kit, version) => {
  await kit.ask(renewDelegationToken, { hmac: Buffer.from("none"), renewPeriodMs: 60_000 }, { version });
});

versionsAdmin.versions(expireDelegationToken, "without a secret", async (kit, version) => {
  await kit.ask(expireDelegationToken, { hmac: Buffer.from("none"), expiryTimePeriodMs: -1 }, { version });
});

versionsAdmin.versions(describeDelegationToken, "without a secret", async (kit, version) => {
  await kit.ask(describeDelegationToken, { owners: null }, { version });
});

versionsAdmin.versions(alterClientQuotas, "of a user", async (kit, version) => {
  const entity = [{ entityType: "user", entityName: kit.name("anna") }];
  const ops = [{ key: "producer_byte_rate", value: 1000, remove: false }];
  await kit.ask(alterClientQuotas, { entries: [{ entity, ops }], validateOnly: false }, { version });
});

versionsAdmin.versions(describeClientQuotas, "of a user", async (kit, version) => {
  const entity = [{ entityType: "user", entityName: kit.name("anna") }];
  const ops = [{ key: "producer_byte_rate", value: 1000, remove: false }];
  await kit.quietly(alterClientQuotas, { entries: [{ entity, ops }], validateOnly: false });
  const components = [{ entityType: "user", matchType: 0, match: kit.name("anna") }];
  const asked = { components, strict: true };
  await kit.eventually(describeClientQuotas, asked, ({ entries }) => (entries?.length ?? 0) > 0, { version });
});

versionsAdmin.versions(alterUserScramCredentials, "a user comes and goes", async (kit, version) => {
  const name = kit.name("anna");
  const upsertion = {
    name,
    mechanism: 1,
    iterations: 4096,
    salt: Buffer.from("salt"),
    saltedPassword: Buffer.alloc(32),
  };
  await kit.ask(alterUserScramCredentials, { deletions: [], upsertions: [upsertion] }, { version });
  await kit.ask(
    alterUserScramCredentials,
    { deletions: [{ name, mechanism: 1 }], upsertions: [] },
    { version },
  );
});

versionsAdmin.versions(describeUserScramCredentials, "a user and nobody", async (kit, version) => {
  const name = kit.name("anna");
  const upsertion = {
    name,
    mechanism: 2,
    iterations: 5000,
    salt: Buffer.from("salt"),
    saltedPassword: Buffer.alloc(64),
  };
  await kit.quietly(alterUserScramCredentials, { deletions: [], upsertions: [upsertion] });
  await kit.eventually(
    describeUserScramCredentials,
    { users: [{ name }, { name: kit.name("nobody") }] },
    ({ results }) => results.some(({ errorCode }) => errorCode === 0),
    { version },
  );
});

versionsAdmin.versions(describeQuorum, "the metadata log", async (kit, version) => {
  const topics = [{ topicName: "__cluster_metadata", partitions: [{ partitionIndex: 0 }] }];
  await kit.ask(describeQuorum, { topics }, { version, pick: describeQuorumNow });
});

versionsAdmin.versions(updateFeatures, "what cannot be", async (kit, version) => {
  const featureUpdates = [
    { feature: "group.version", maxVersionLevel: 99, allowDowngrade: false, upgradeType: 1 },
  ];
  await kit.ask(updateFeatures, { timeoutMs: 5_000, featureUpdates, validateOnly: true }, { version });
});

versionsAdmin.versions(describeCluster, "the brokers", async (kit, version) => {
  const asked = { includeClusterAuthorizedOperations: true, endpointType: 1, includeFencedBrokers: true };
  await kit.ask(describeCluster, asked, { version });
});

versionsAdmin.versions(unregisterBroker, "nobody", async (kit, version) => {
  await kit.ask(unregisterBroker, { brokerId: 77 }, { version });
});

versionsAdmin.versions(describeTransactions, "of nobody", async (kit, version) => {
  await kit.ask(describeTransactions, { transactionalIds: [] }, { version });
});

versionsAdmin.versions(listTransactions, "there are none", async (kit, version) => {
  await kit.ask(
    listTransactions,
    { stateFilters: [], producerIdFilters: [], durationFilter: -1, transactionalIdPattern: null },
    { version },
  );
});

versionsAdmin.versions(getTelemetrySubscriptions, "nothing is wanted", async (kit, version) => {
  await kit.ask(getTelemetrySubscriptions, { clientInstanceId: "AAAAAAAAAAAAAAAAAAAAAA" }, { version });
});

versionsAdmin.versions(pushTelemetry, "nobody asked", async (kit, version) => {
  const clientInstanceId = "BBBBBBBBBBBBBBBBBBBBBA";
  const metrics = Buffer.from("no metrics");
  const asked = { clientInstanceId, subscriptionId: 5, terminating: false, compressionType: 0, metrics };
  await kit.ask(pushTelemetry, asked, { version });
});

versionsAdmin.versions(addRaftVoter, "of another cluster", async (kit, version) => {
  const asked = {
    clusterId: "another",
    timeoutMs: 5_000,
    voterId: 9,
    voterDirectoryId: "BBBBBBBBBBBBBBBBBBBBBA",
  };
  await kit.ask(
    addRaftVoter,
    { ...asked, listeners: [{ name: "CONTROLLER", host: "nowhere", port: 9 }] },
    { version },
  );
});

versionsAdmin.versions(removeRaftVoter, "of another cluster", async (kit, version) => {
  const asked = { clusterId: "another", voterId: 9, voterDirectoryId: "BBBBBBBBBBBBBBBBBBBBBA" };
  await kit.ask(removeRaftVoter, asked, { version });
});
