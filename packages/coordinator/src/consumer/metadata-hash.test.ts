import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterTopic, ClusterTopics } from "../runtime/cluster-topics.ts";
import { metadataHashOf, topicHash } from "./metadata-hash.ts";

const orders = topic("orders", "ASNFZ4mrze_-3LqYdlQyEA", [[], [], []]);
const payments = topic("zahlungen-é", "ERERESIiIiIzMzMzRERERA", [["r2", "r1"], ["r1"]]);

function topic(name: string, topicId: string, racks: readonly (readonly string[])[]): ClusterTopic {
  return { name, topicId, partitionCount: racks.length, racksOf: (partition) => racks[partition]! };
}

function clusterOf(...topics: readonly ClusterTopic[]): ClusterTopics {
  return {
    byName: (name) => topics.find((each) => each.name === name) ?? null,
    byId: (topicId) => topics.find((each) => each.topicId === topicId) ?? null,
    names: () => topics.map(({ name }) => name),
  };
}

// Made with the library that Apache Kafka uses, fed as Kafka feeds it.
test("a topic's hash has its id, name, partitions and their racks in it, as Apache Kafka's has", () => {
  assert.equal(topicHash(orders), 9017009200229395283n);
  assert.equal(topicHash(payments), 6583345405092066190n);
});

test("a group's hash is that of its topics by name, whatever the order", () => {
  const cluster = clusterOf(payments, orders);
  assert.equal(metadataHashOf(["orders"], cluster, new Map()), Number(6309767880947472006n));
  assert.equal(metadataHashOf(["zahlungen-é", "orders"], cluster, new Map()), Number(8399404024054471113n));
});

test("topics that do not exist have no part in it, and no topics at all make zero", () => {
  const cluster = clusterOf(orders);
  assert.equal(metadataHashOf(["orders", "missing"], cluster, new Map()), Number(6309767880947472006n));
  assert.equal(metadataHashOf(["missing"], cluster, new Map()), 0);
});

test("what is known of topics is used, and what is new is added to it", () => {
  const known = new Map<string, bigint>();
  const hash = metadataHashOf(["orders"], clusterOf(orders), known);
  assert.deepEqual([...known], [["orders", 9017009200229395283n]]);
  const grown = topic("orders", orders.topicId, [[], [], [], []]);
  assert.equal(metadataHashOf(["orders"], clusterOf(grown), known), hash);
  assert.notEqual(metadataHashOf(["orders"], clusterOf(grown), new Map()), hash);
});
