import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { topicConfigs } from "../config/topic-configs.ts";
import { directoryId, emptyImage, MetadataDraft } from "../image/index.ts";
import { decideAssignDirectories } from "./assign-directories.ts";
import type { DecisionContext } from "./decision.ts";

const topicId = Buffer.alloc(16, 1).toString("base64url");
const [here, there] = [2, 3].map((byte) => Buffer.alloc(16, byte).toString("base64url")) as [string, string];
const { values } = topicConfigs.parse(new Map());

/** A topic of two partitions, of which brokers 1 and 2 keep the first, and broker 2 the second. */
function context(): DecisionContext {
  const draft = new MetadataDraft(emptyImage);
  draft.apply({ kind: "featureLevel", version: 0, value: { name: "metadata.version", featureLevel: 30 } }, 0);
  draft.apply({ kind: "topic", version: 0, value: { name: "t", topicId } }, 0);
  for (const [partitionId, replicas] of [[1, 2], [2]].entries()) {
    const value = {
      partitionId,
      topicId,
      replicas,
      isr: replicas,
      removingReplicas: [],
      addingReplicas: [],
      leader: replicas[0]!,
      leaderRecoveryState: 0,
      leaderEpoch: 0,
      partitionEpoch: 0,
      directories: replicas.map(() => directoryId.unassigned),
      eligibleLeaderReplicas: null,
      lastKnownElr: null,
    };
    draft.apply({ kind: "partition", version: 2, value }, 0);
  }
  for (const brokerId of [1, 2]) {
    const value = {
      brokerId,
      isMigratingZkBroker: false,
      incarnationId: topicId,
      brokerEpoch: 0,
      endPoints: [],
      features: [],
      rack: null,
      fenced: false,
      inControlledShutdown: false,
      logDirs: [here, there],
      cordonedLogDirs: null,
    };
    draft.apply({ kind: "registerBroker", version: 4, value }, 0);
  }
  const { image } = draft.finish({ offset: 9, epoch: 1, timestampMs: 0 });
  return {
    image,
    configs: { topic: () => values } as unknown as DecisionContext["configs"],
    nowMs: 0,
    random: nodeWorld().random,
    apiVersion: 0,
    principal: "User:test",
    nodeId: 1,
  };
}

describe("directories of replicas", () => {
  it("are noted for the broker that tells of them, and the leader stays", () => {
    const { records } = decideAssignDirectories(
      1,
      [{ topicId, partition: 0, directoryId: there }],
      context(),
    );
    assert.deepEqual(
      records.map(({ kind, value }) => [kind, value]),
      [["partitionChange", { partitionId: 0, topicId, directories: [there, directoryId.unassigned] }]],
    );
  });

  it("are not noted where the broker has no replica, and of topics that are gone", () => {
    const assignments = [
      { topicId, partition: 1, directoryId: here },
      { topicId, partition: 7, directoryId: here },
      { topicId: here, partition: 0, directoryId: here },
      { topicId, partition: 0, directoryId: directoryId.unassigned },
    ];
    assert.deepEqual(decideAssignDirectories(1, assignments, context()).records, []);
  });
});
