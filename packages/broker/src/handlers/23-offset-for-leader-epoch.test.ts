import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleOffsetForLeaderEpoch } from "./23-offset-for-leader-epoch.ts";

async function ask(plane: DataPlane, leaderEpoch: number, currentLeaderEpoch = -1, topic = "t") {
  const reply = await plane.ask(handleOffsetForLeaderEpoch, {
    topics: [{ topic, partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch }] }],
  });
  const [answer] = reply.topics[0]!.partitions;
  return [answer!.errorCode, answer!.leaderEpoch, answer!.endOffset];
}

describe("OffsetForLeaderEpoch", () => {
  it("tells where an epoch ends, or the one before it", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t");
    await plane.append("t", 0, { records: [{ key: null, value: null, timestamp: 1 }] });
    await plane.elect(topicId, 0, { leader: 1 });
    await plane.elect(topicId, 0, { leader: 1 });
    await plane.append("t", 0, { records: [{ key: null, value: null, timestamp: 1 }] });
    assert.deepEqual(await ask(plane, 0), [0, 0, 1]);
    // Nothing was written in it.
    assert.deepEqual(await ask(plane, 1), [0, 0, 1]);
    assert.deepEqual(await ask(plane, 2), [0, 2, 2]);
    assert.deepEqual(await ask(plane, 3), [0, -1, -1]);
    assert.deepEqual(await ask(plane, -1), [0, -1, -1]);
    assert.deepEqual(await ask(plane, 0, 1), [errorCode.FENCED_LEADER_EPOCH, -1, -1]);
    assert.deepEqual(await ask(plane, 0, 3), [errorCode.UNKNOWN_LEADER_EPOCH, -1, -1]);
  });

  it("knows of an empty log that its epoch has begun", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { leaderEpoch: 4 });
    assert.deepEqual(await ask(plane, 4), [0, 4, 0]);
    assert.deepEqual(await ask(plane, 4, -1, "nope"), [errorCode.UNKNOWN_TOPIC_OR_PARTITION, -1, -1]);
  });
});
