import assert from "node:assert/strict";
import { test } from "node:test";
import type { createTopics, RequestOf } from "@ottla/protocol";
import { decideCreateTopics } from "./19-create-topics.ts";
import { directoryOf, World } from "./testing/world.ts";

type Request = RequestOf<typeof createTopics>;
type Topic = Request["topics"][number];

test("a topic of one broker is led by that broker, in its one directory", () => {
  const world = new World();
  const { response, records } = create(world, [topic("a", { numPartitions: 2 })]);
  const [result] = response.topics;
  assert.equal(result!.errorCode, 0);
  assert.equal(result!.numPartitions, 2);
  assert.equal(result!.replicationFactor, 1);
  assert.deepEqual(
    records.map(({ kind }) => kind),
    ["topic", "partition", "partition"],
  );
  const made = world.image.topics.byName.get("a")!;
  assert.equal(made.id, result!.topicId);
  assert.equal(made.partitions.length, 2);
  for (const partition of made.partitions) {
    assert.deepEqual(partition, {
      replicas: [1],
      directories: [directoryOf(1)],
      isr: [1],
      removingReplicas: [],
      addingReplicas: [],
      leader: 1,
      leaderRecoveryState: "recovered",
      leaderEpoch: 0,
      partitionEpoch: 0,
      elr: [],
      lastKnownElr: [],
    });
  }
});

function topic(name: string, options: Partial<Topic> = {}): Topic {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...options };
}

function create(world: World, topics: readonly Topic[], { validateOnly = false, version = 7 } = {}) {
  const request: Request = { topics: [...topics], timeoutMs: 1000, validateOnly };
  return world.run(decideCreateTopics, request, version);
}
