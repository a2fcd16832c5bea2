import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleDescribeProducers } from "./61-describe-producers.ts";

describe("DescribeProducers", () => {
  it("tells what a log remembers of its producers", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    const records = [1000, 1002].map((timestamp) => ({ key: null, value: null, timestamp }));
    await plane.append("t", 0, { records, producerId: 5000, producerEpoch: 2, baseSequence: 8 });
    const reply = await plane.ask(handleDescribeProducers, {
      topics: [
        { name: "t", partitionIndexes: [0, 1, 9] },
        { name: "nope", partitionIndexes: [0] },
      ],
    });
    const [known, unknown] = reply.topics;
    assert.deepEqual(known!.partitions[0]!.activeProducers, [
      {
        producerId: 5000,
        producerEpoch: 2,
        lastSequence: 9,
        lastTimestamp: 1002,
        coordinatorEpoch: -1,
        currentTxnStartOffset: -1,
      },
    ]);
    assert.deepEqual(
      known!.partitions.map((each) => [each.errorCode, each.errorMessage, each.activeProducers.length]),
      [
        [0, null, 1],
        [0, null, 0],
        [errorCode.UNKNOWN_TOPIC_OR_PARTITION, null, 0],
      ],
    );
    assert.equal(unknown!.partitions[0]!.errorMessage, "This server does not host this topic-partition.");
  });
});
