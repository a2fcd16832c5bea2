import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleDeleteRecords } from "./21-delete-records.ts";

const records = [0, 1, 2].map((index) => ({ key: Buffer.from("k"), value: null, timestamp: 1000 + index }));

async function planeWith(
  test: Parameters<typeof DataPlane.open>[0],
  configs: Record<string, string> = {},
  topic = "t",
): Promise<DataPlane> {
  const plane = await DataPlane.open(test);
  await plane.topic(topic, { configs });
  await plane.append(topic, 0, { records });
  return plane;
}

async function remove(plane: DataPlane, offsets: readonly number[], topic = "t", index = 0) {
  const partitions = offsets.map((offset) => ({ partitionIndex: index, offset }));
  const reply = await plane.ask(handleDeleteRecords, {
    topics: [{ name: topic, partitions }],
    timeoutMs: 1000,
  });
  return reply.topics[0]!.partitions.map((each) => [each.errorCode, each.lowWatermark]);
}

describe("DeleteRecords", () => {
  it("moves the start forward, never back", async (test) => {
    const plane = await planeWith(test);
    assert.deepEqual(await remove(plane, [2]), [[0, 2]]);
    assert.deepEqual(await remove(plane, [1]), [[0, 2]]);
    assert.deepEqual(await remove(plane, [-1]), [[0, 3]]);
    assert.equal(plane.partitions.byName("t", 0)!.log.startOffset, 3);
  });

  it("refuses offsets beyond the high watermark, and negative ones that stand for nothing", async (test) => {
    const plane = await planeWith(test);
    assert.deepEqual(await remove(plane, [4]), [[errorCode.OFFSET_OUT_OF_RANGE, -1]]);
    assert.deepEqual(await remove(plane, [-2]), [[errorCode.OFFSET_OUT_OF_RANGE, -1]]);
  });

  it("refuses topics where compaction alone removes records", async (test) => {
    const policies = [
      ["compact", errorCode.POLICY_VIOLATION, -1],
      ["compact,delete", errorCode.NONE, 1],
      ["", errorCode.NONE, 1],
    ] as const;
    for (const [policy, code, lowWatermark] of policies) {
      const plane = await planeWith(test, { "cleanup.policy": policy });
      assert.deepEqual(await remove(plane, [1]), [[code, lowWatermark]]);
    }
  });

  it("refuses internal topics and unknown ones", async (test) => {
    const plane = await planeWith(test, {}, "__consumer_offsets");
    assert.deepEqual(await remove(plane, [1], "__consumer_offsets"), [
      [errorCode.INVALID_TOPIC_EXCEPTION, -1],
    ]);
    assert.deepEqual(await remove(plane, [1], "nope"), [[errorCode.UNKNOWN_TOPIC_OR_PARTITION, -1]]);
  });

  it("means what is named last of what is named twice", async (test) => {
    const plane = await planeWith(test);
    assert.deepEqual(await remove(plane, [2, 99]), [[errorCode.OFFSET_OUT_OF_RANGE, -1]]);
    assert.equal(plane.partitions.byName("t", 0)!.log.startOffset, 0);
  });
});
