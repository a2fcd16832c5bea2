import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type describeLogDirs, errorCode, type RequestInput } from "@ottla/protocol";
import { DataPlane, temporaryDirectories } from "../testing/data-plane.ts";
import { handleDescribeLogDirs } from "./35-describe-log-dirs.ts";

type Topics = RequestInput<typeof describeLogDirs>["topics"];

async function ask(plane: DataPlane, topics: Topics, version = 5) {
  return await plane.ask(handleDescribeLogDirs, { topics }, { version });
}

describe("DescribeLogDirs", () => {
  it("tells what is where, how large it is, and how full the volume", async (test) => {
    const paths = temporaryDirectories(test, 2);
    const plane = await DataPlane.open(test, { paths, config: { "cordoned.log.dirs": [paths[1]] } });
    await plane.topic("t", { partitions: 2 });
    const size = await plane.append("t", 1, { records: [{ key: null, value: null, timestamp: 1 }] });
    const reply = await ask(plane, null);
    assert.equal(reply.errorCode, errorCode.NONE);
    assert.deepEqual(
      reply.results.map(({ logDir, isCordoned }) => [logDir, isCordoned]),
      [
        [paths[0], false],
        [paths[1], true],
      ],
    );
    const partitions = reply.results.flatMap(({ topics }) => topics.flatMap((topic) => topic.partitions));
    assert.deepEqual(
      partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex),
      [0, size].map((partitionSize, partitionIndex) => ({
        partitionIndex,
        partitionSize,
        offsetLag: 0,
        isFutureKey: false,
      })),
    );
    for (const { totalBytes, usableBytes } of reply.results)
      assert.ok(totalBytes >= usableBytes && usableBytes > 0);
  });

  it("tells of the partitions that are asked for only", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 2 });
    const counts = async (topics: Topics) =>
      (await ask(plane, topics, 1)).results[0]!.topics.map((t) => t.partitions.length);
    assert.deepEqual(await counts([{ topic: "t", partitions: [1] }]), [1]);
    assert.deepEqual(await counts([{ topic: "t", partitions: [] }]), []);
    assert.deepEqual(await counts([{ topic: "nope", partitions: [0] }]), []);
    assert.deepEqual(await counts([]), []);
    assert.deepEqual(await counts(null), [2]);
  });

  it("tells that a directory has failed", async (test) => {
    const plane = await DataPlane.open(test);
    plane.logs.directories[0]!.fail(new Error("it is gone"));
    const [result] = (await ask(plane, null)).results;
    assert.deepEqual([result!.errorCode, result!.totalBytes], [errorCode.KAFKA_STORAGE_ERROR, -1]);
  });
});
