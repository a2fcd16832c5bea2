import assert from "node:assert/strict";
import { test } from "node:test";
import { type BrokerRegistration, emptyImage, type PartitionImage, type TopicImage } from "@ottla/cluster";
import { errorCode } from "@ottla/protocol";
import { viewTopic } from "./topic-views.ts";

const directory = "AAAAAAAAAAAAAAAAAAAB_w";
const rules = { hidesUnreachable: false, tellsMissingListener: true };

const broker: BrokerRegistration = {
  id: 1,
  epoch: 1,
  incarnationId: "1",
  listeners: [{ name: "PLAINTEXT", host: "b1", port: 9092, securityProtocol: 0 }],
  features: new Map(),
  rack: null,
  isFenced: false,
  isInControlledShutdown: false,
  isMigratingZkBroker: false,
  directories: [directory],
  cordonedDirectories: null,
  recordOffset: 1,
};

const partition: PartitionImage = {
  replicas: [1],
  directories: [directory],
  isr: [1],
  removingReplicas: [],
  addingReplicas: [],
  leader: 1,
  leaderRecoveryState: "recovered",
  leaderEpoch: 5,
  partitionEpoch: 7,
  elr: [],
  lastKnownElr: [],
};

const topic: TopicImage = {
  name: "orders",
  id: "AAAAAAAAAAAAAAAAAAAAAg",
  partitions: [partition, partition],
};

function imageOf(...brokers: BrokerRegistration[]) {
  const known = new Map(brokers.map((each) => [each.id, each]));
  return { ...emptyImage, cluster: { brokers: known, controllers: new Map() } };
}

test("partitions are listed by index", () => {
  const views = viewTopic(imageOf(broker), topic, "PLAINTEXT", rules);
  assert.deepEqual(
    views.map(({ partitionIndex, leaderId, errorCode: code }) => [partitionIndex, leaderId, code]),
    [
      [0, 1, errorCode.NONE],
      [1, 1, errorCode.NONE],
    ],
  );
});

test("a later image in which neither the topic nor the brokers have changed is told with the same view", () => {
  const image = imageOf(broker);
  const later = { ...image, offset: image.offset + 1, cluster: { ...image.cluster } };
  assert.equal(viewTopic(later, topic, "PLAINTEXT", rules), viewTopic(image, topic, "PLAINTEXT", rules));
});

test("a view is made anew when the topic or a broker has changed", () => {
  const image = imageOf(broker);
  viewTopic(image, topic, "PLAINTEXT", rules);
  const changed = { ...topic, partitions: [{ ...partition, leaderEpoch: 6 }] };
  assert.deepEqual(
    viewTopic(image, changed, "PLAINTEXT", rules).map(({ leaderEpoch }) => leaderEpoch),
    [6],
  );
  const moved = imageOf({ ...broker, directories: ["AAAAAAAAAAAAAAAAAAACAA"] });
  assert.deepEqual(viewTopic(moved, topic, "PLAINTEXT", rules)[0]?.offlineReplicas, [1]);
});

test("each listener has its own view, and each way to tell of what cannot be reached", () => {
  const image = imageOf(broker);
  assert.equal(viewTopic(image, topic, "PLAINTEXT", rules)[0]?.errorCode, errorCode.NONE);
  assert.equal(viewTopic(image, topic, "OTHER", rules)[0]?.errorCode, errorCode.LISTENER_NOT_FOUND);
  const older = { ...rules, tellsMissingListener: false };
  assert.equal(viewTopic(image, topic, "OTHER", older)[0]?.errorCode, errorCode.LEADER_NOT_AVAILABLE);
});
