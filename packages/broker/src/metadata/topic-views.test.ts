import assert from "node:assert/strict";
import { test } from "node:test";
import type { TopicImage } from "@ottla/cluster";
import { errorCode } from "@ottla/protocol";
import { broker, imageOf, partitionOn } from "../testing/cluster-images.ts";
import { viewTopic } from "./topic-views.ts";

const rules = { hidesUnreachable: false, tellsMissingListener: true };

const partition = partitionOn(1);

const topic: TopicImage = {
  name: "orders",
  id: "AAAAAAAAAAAAAAAAAAAAAg",
  partitions: [partition, partition],
};

test("partitions are listed by index", () => {
  const views = viewTopic(imageOf(broker(1)), topic, "PLAINTEXT", rules);
  assert.deepEqual(
    views.map(({ partitionIndex, leaderId, errorCode: code }) => [partitionIndex, leaderId, code]),
    [
      [0, 1, errorCode.NONE],
      [1, 1, errorCode.NONE],
    ],
  );
});

test("a later image in which neither the topic nor the brokers have changed is told with the same view", () => {
  const image = imageOf(broker(1));
  const later = { ...image, offset: image.offset + 1, cluster: { ...image.cluster } };
  assert.equal(viewTopic(later, topic, "PLAINTEXT", rules), viewTopic(image, topic, "PLAINTEXT", rules));
});

test("a view is made anew when the topic or a broker has changed", () => {
  const image = imageOf(broker(1));
  viewTopic(image, topic, "PLAINTEXT", rules);
  const changed = { ...topic, partitions: [{ ...partition, leaderEpoch: 6 }] };
  assert.deepEqual(
    viewTopic(image, changed, "PLAINTEXT", rules).map(({ leaderEpoch }) => leaderEpoch),
    [6],
  );
  const moved = imageOf(broker(1, { directories: ["AAAAAAAAAAAAAAAAAAACAA"] }));
  assert.deepEqual(viewTopic(moved, topic, "PLAINTEXT", rules)[0]?.offlineReplicas, [1]);
});

test("each listener has its own view, and each way to tell of what cannot be reached", () => {
  const image = imageOf(broker(1));
  assert.equal(viewTopic(image, topic, "PLAINTEXT", rules)[0]?.errorCode, errorCode.NONE);
  assert.equal(viewTopic(image, topic, "OTHER", rules)[0]?.errorCode, errorCode.LISTENER_NOT_FOUND);
  const older = { ...rules, tellsMissingListener: false };
  assert.equal(viewTopic(image, topic, "OTHER", older)[0]?.errorCode, errorCode.LEADER_NOT_AVAILABLE);
});
