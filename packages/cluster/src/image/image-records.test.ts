import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeMetadataRecord, encodeMetadataRecord, type MetadataRecordInput } from "../records/index.ts";
import { emptyImage, imageRecords, MetadataDraft, MetadataFault, type MetadataImage } from "./index.ts";

const topicId = "OR4lA13PTpSNoltwtSXRTA";
const otherTopicId = "v0uT_k3iQcGPgH0zSlxu1w";
const directory = "L5SnJZ1vSX2bm-L3asZA0w";
const incarnationId = "NTBM6wofQJqKD6yZdhn_Iw";
const listeners = [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }];
const features = [{ name: "metadata.version", minSupportedVersion: 7, maxSupportedVersion: 30 }];

/** One record of every kind that an image keeps, as they would come in the log. */
const history: readonly MetadataRecordInput[] = [
  { kind: "featureLevel", version: 0, value: { name: "metadata.version", featureLevel: 30 } },
  { kind: "featureLevel", version: 0, value: { name: "group.version", featureLevel: 1 } },
  {
    kind: "registerController",
    version: 0,
    value: { controllerId: 1, incarnationId, zkMigrationReady: false, endPoints: listeners, features },
  },
  {
    kind: "registerBroker",
    version: 4,
    value: {
      brokerId: 1,
      incarnationId,
      brokerEpoch: 3,
      endPoints: listeners,
      features,
      rack: "a",
      fenced: true,
      logDirs: [directory],
    },
  },
  {
    kind: "brokerRegistrationChange",
    version: 3,
    value: {
      brokerId: 1,
      brokerEpoch: 3,
      fenced: -1,
      inControlledShutdown: 0,
      logDirs: [],
      cordonedLogDirs: [],
    },
  },
  { kind: "topic", version: 0, value: { name: "a", topicId } },
  ...[0, 1].map(
    (partitionId): MetadataRecordInput => ({
      kind: "partition",
      version: 2,
      value: {
        partitionId,
        topicId,
        replicas: [1, 2],
        isr: [1],
        removingReplicas: [2],
        addingReplicas: [],
        leader: 1,
        leaderEpoch: 0,
        partitionEpoch: 0,
        directories: [directory, "AAAAAAAAAAAAAAAAAAAAAQ"],
        eligibleLeaderReplicas: [2],
        lastKnownElr: [2],
      },
    }),
  ),
  { kind: "partitionChange", version: 2, value: { partitionId: 1, topicId, leader: 1, lastKnownElr: [] } },
  {
    kind: "config",
    version: 0,
    value: { resourceType: 2, resourceName: "a", name: "retention.ms", value: "1" },
  },
  {
    kind: "config",
    version: 0,
    value: { resourceType: 4, resourceName: "", name: "num.partitions", value: "3" },
  },
  {
    kind: "config",
    version: 0,
    value: { resourceType: 16, resourceName: "m", name: "interval.ms", value: "1" },
  },
  { kind: "config", version: 0, value: { resourceType: 32, resourceName: "g", name: "x", value: "1" } },
  {
    kind: "clientQuota",
    version: 0,
    value: {
      entity: [
        { entityType: "user", entityName: "alice" },
        { entityType: "client-id", entityName: null },
      ],
      key: "producer_byte_rate",
      value: 1.5,
      remove: false,
    },
  },
  { kind: "producerIds", version: 0, value: { brokerId: 1, brokerEpoch: 3, nextProducerId: 1000 } },
  {
    kind: "accessControlEntry",
    version: 0,
    value: {
      id: otherTopicId,
      resourceType: 2,
      resourceName: "a",
      patternType: 3,
      principal: "User:alice",
      host: "*",
      operation: 3,
      permissionType: 3,
    },
  },
  {
    kind: "userScramCredential",
    version: 0,
    value: {
      name: "alice",
      mechanism: 1,
      salt: Buffer.from("salt"),
      storedKey: Buffer.from("stored"),
      serverKey: Buffer.from("server"),
      iterations: 4096,
    },
  },
  {
    kind: "delegationToken",
    version: 0,
    value: {
      owner: "User:alice",
      requester: "User:bob",
      renewers: ["User:carol"],
      issueTimestamp: 1,
      maxTimestamp: 3,
      expirationTimestamp: 2,
      tokenId: "t",
    },
  },
];

test("an image made of its own records is the same image, with every kind of record in it", () => {
  const image = replay(history);
  const records = [...imageRecords(image)];
  const again = replay(records);
  assert.deepEqual([...imageRecords(again)], records);
  for (const part of ["features", "topics", "clientQuotas", "producerIds", "acls", "scram"] as const) {
    assert.deepEqual(again[part], image[part], part);
  }
  assert.deepEqual(again.delegationTokens, image.delegationTokens);
  assert.deepEqual([...again.configs.entries()], [...image.configs.entries()]);
  assert.deepEqual(again.cluster.controllers, image.cluster.controllers);
  // The epoch is the offset of a record that an image does not repeat.
  assert.deepEqual(again.cluster.brokers.get(1)?.listeners, listeners);
});

test("images share what did not change, and never change themselves", () => {
  const before = replay(history);
  const records = [...imageRecords(before)];
  const after = replay([{ kind: "topic", version: 0, value: { name: "b", topicId: otherTopicId } }], before);
  assert.deepEqual([...imageRecords(before)], records);
  assert.equal(after.configs, before.configs);
  assert.equal(after.topics.byName.get("a"), before.topics.byName.get("a"));
  assert.ok(after.topics.byName.has("b") && !before.topics.byName.has("b"));
});

test("what is removed leaves nothing behind", () => {
  const removals: MetadataRecordInput[] = [
    { kind: "removeTopic", version: 0, value: { topicId } },
    { kind: "unregisterBroker", version: 0, value: { brokerId: 1, brokerEpoch: 3 } },
    {
      kind: "config",
      version: 0,
      value: { resourceType: 4, resourceName: "", name: "num.partitions", value: null },
    },
    {
      kind: "config",
      version: 0,
      value: { resourceType: 16, resourceName: "m", name: "interval.ms", value: null },
    },
    { kind: "config", version: 0, value: { resourceType: 32, resourceName: "g", name: "x", value: null } },
    {
      kind: "clientQuota",
      version: 0,
      value: {
        entity: [
          { entityType: "client-id", entityName: null },
          { entityType: "user", entityName: "alice" },
        ],
        key: "producer_byte_rate",
        value: 0,
        remove: true,
      },
    },
    { kind: "removeAccessControlEntry", version: 0, value: { id: otherTopicId } },
    { kind: "removeUserScramCredential", version: 0, value: { name: "alice", mechanism: 1 } },
    { kind: "removeDelegationToken", version: 0, value: { tokenId: "t" } },
    { kind: "featureLevel", version: 0, value: { name: "group.version", featureLevel: 0 } },
  ];
  const kinds = [...imageRecords(replay([...history, ...removals]))].map(({ kind }) => kind);
  assert.deepEqual(kinds, ["featureLevel", "registerController", "producerIds"]);
});

test("a leader named again has a new epoch, a change that names none has not", () => {
  const image = replay(history);
  const [first, second] = image.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual([first?.leaderEpoch, first?.partitionEpoch], [0, 0]);
  assert.deepEqual([second?.leaderEpoch, second?.partitionEpoch, second?.elr], [1, 1, [2]]);
  const changed = replay(
    [{ kind: "partitionChange", version: 2, value: { partitionId: 0, topicId, isr: [1, 2] } }],
    image,
  );
  const [shrunk] = changed.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual([shrunk?.leaderEpoch, shrunk?.partitionEpoch, shrunk?.isr], [0, 1, [1, 2]]);
});

test("a topic deleted and made again under its name is a new one (KAFKA-19497)", () => {
  const before = replay(history);
  const draft = new MetadataDraft(before);
  apply(draft, [
    { kind: "removeTopic", version: 0, value: { topicId } },
    { kind: "topic", version: 0, value: { name: "a", topicId: otherTopicId } },
  ]);
  const { image, changes } = draft.finish({ offset: 99, epoch: 1, timestampMs: 0 });
  assert.equal(image.topics.byName.get("a")?.id, otherTopicId);
  assert.equal(image.configs.of(2, "a").size, 0);
  assert.deepEqual(
    changes.topics.created.map(({ id }) => id),
    [otherTopicId],
  );
  assert.deepEqual(
    changes.topics.deleted.map(({ id }) => id),
    [topicId],
  );
});

test("clearing eligible leader replicas counts as a change of each partition that has some", () => {
  const image = replay([...history, { kind: "clearElr", version: 0, value: { topicName: "" } }]);
  const partitions = image.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual(
    partitions.map(({ elr, lastKnownElr }) => [elr, lastKnownElr]),
    [
      [[], []],
      [[], []],
    ],
  );
  assert.deepEqual(
    partitions.map(({ partitionEpoch }) => partitionEpoch),
    [1, 2],
  );
});

const contradictions: readonly [string, MetadataRecordInput][] = [
  ["a topic that exists", { kind: "topic", version: 0, value: { name: "a", topicId: otherTopicId } }],
  [
    "a partition of no topic",
    { kind: "partitionChange", version: 2, value: { partitionId: 0, topicId: otherTopicId } },
  ],
  [
    "a partition that is not there",
    { kind: "partitionChange", version: 2, value: { partitionId: 9, topicId } },
  ],
  ["a topic that is not there", { kind: "removeTopic", version: 0, value: { topicId: otherTopicId } }],
  ["another epoch of a broker", { kind: "fenceBroker", version: 0, value: { id: 1, epoch: 2 } }],
  ["a broker that is not there", { kind: "unfenceBroker", version: 0, value: { id: 2, epoch: 2 } }],
  [
    "producer ids that were given out",
    { kind: "producerIds", version: 0, value: { brokerId: 1, brokerEpoch: 3, nextProducerId: 1000 } },
  ],
  [
    "a credential that is not there",
    { kind: "removeUserScramCredential", version: 0, value: { name: "bob", mechanism: 1 } },
  ],
];

for (const [what, record] of contradictions) {
  test(`a record about ${what} is a fault`, () => {
    const image = replay(history);
    assert.throws(() => replay([record], image), MetadataFault);
  });
}

function apply(draft: MetadataDraft, records: readonly MetadataRecordInput[]): void {
  records.forEach((record, offset) =>
    draft.apply(decodeMetadataRecord(encodeMetadataRecord(record)), offset),
  );
}

function replay(records: readonly MetadataRecordInput[], before: MetadataImage = emptyImage): MetadataImage {
  const draft = new MetadataDraft(before);
  apply(draft, records);
  return draft.finish({ offset: records.length - 1, epoch: 1, timestampMs: 0 }).image;
}
