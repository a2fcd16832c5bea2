import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { DataPlane, partitionRecord, temporaryDirectories } from "../testing/data-plane.ts";
import { Partition } from "./partition.ts";

const oneRecord = { records: [{ key: null, value: null, timestamp: 1 }] };

/** Directories of partitions. */
function partitionDirectories(path: string): string[] {
  return readdirSync(path).filter((name) => /-\d+/.test(name));
}

describe("partitions", () => {
  it("begin with their topic, and end with it", async (test) => {
    const paths = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths });
    const topicId = await plane.topic("t", { partitions: 3 });
    assert.deepEqual(partitionDirectories(paths[0]!), ["t-0", "t-1", "t-2"]);
    assert.equal(plane.partitions.byId(topicId, 2), plane.partitions.byName("t", 2));
    assert.equal(plane.partitions.find("t", 3), errorCode.UNKNOWN_TOPIC_OR_PARTITION);

    const partition = plane.partitions.byName("t", 0)!;
    await plane.deleteTopic("t");
    assert.equal(plane.partitions.find("t", 0), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assert.equal(plane.partitions.findById(topicId, 0), errorCode.UNKNOWN_TOPIC_ID);
    assert.equal(partition.checkLeaderEpoch(), errorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assert.ok(partitionDirectories(paths[0]!).every((name) => name.endsWith("-delete")));
  });

  it("of a topic that is made again in the same image begin empty", async (test) => {
    const plane = await DataPlane.open(test);
    const oldId = await plane.topic("t");
    await plane.append("t", 0, oneRecord);
    const newId = Buffer.alloc(16, 7).toString("base64url");
    await plane.commit([
      { kind: "removeTopic", version: 0, value: { topicId: oldId } },
      { kind: "topic", version: 0, value: { name: "t", topicId: newId } },
      partitionRecord(newId, 0),
    ]);
    const partition = plane.partitions.byName("t", 0)!;
    assert.equal(partition.topicId, newId);
    assert.equal(partition.log.endOffset, 0);
    assert.equal(plane.partitions.hasTopicId(oldId), false);
  });

  it("are added to a topic that has some", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t");
    const first = plane.partitions.byName("t", 0);
    await plane.commit([partitionRecord(topicId, 1), partitionRecord(topicId, 2)]);
    assert.equal(plane.partitions.byName("t", 0), first);
    assert.equal(plane.partitions.byName("t", 2)!.isLeader, true);
  });

  it("keep the settings of their topic", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { configs: { "retention.ms": "1000" } });
    const { log } = plane.partitions.byName("t", 0)!;
    assert.equal(log.config.retentionMs, 1000);
    await plane.configure("t", { "retention.ms": "2000", "compression.type": "gzip" });
    assert.deepEqual([log.config.retentionMs, log.config.compressionType], [2000, "gzip"]);
  });

  it("are there again after a restart, and logs of unknown topics are put aside", async (test) => {
    const paths = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths });
    await plane.topic("kept");
    const { image } = plane;
    await plane.append("kept", 0, oneRecord);
    await plane.topic("lost");
    await plane.close();

    const again = await DataPlane.open(test, { paths });
    await again.load(image);
    assert.equal(again.partitions.byName("kept", 0)!.log.endOffset, 1);
    const [kept, stray] = partitionDirectories(paths[0]!);
    assert.equal(kept, "kept-0");
    assert.match(stray!, /^lost-0\.[0-9a-f]{32}-stray$/);
  });

  it("follow the leader and its epoch", async (test) => {
    const plane = await DataPlane.open(test);
    const topicId = await plane.topic("t", { replicas: [1, 2], leaderEpoch: 3 });
    const partition = plane.partitions.byName("t", 0)!;
    assert.equal(partition.checkLeaderEpoch(), errorCode.NONE);
    assert.equal(partition.log.leaderEpoch, 3);
    await plane.elect(topicId, 0, { leader: 2 });
    assert.equal(partition.checkLeaderEpoch(), errorCode.NOT_LEADER_OR_FOLLOWER);
    assert.equal(partition.checkLeaderEpoch(3), errorCode.FENCED_LEADER_EPOCH);
    await plane.elect(topicId, 0, { leader: 1 });
    assert.equal(partition.checkLeaderEpoch(5), errorCode.NONE);
    assert.equal(partition.log.leaderEpoch, 5);
  });

  it("of other brokers are known, but not kept", async (test) => {
    const paths = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths });
    await plane.topic("t", { replicas: [2], leader: 2 });
    assert.equal(plane.partitions.find("t", 0), errorCode.NOT_LEADER_OR_FOLLOWER);
    assert.deepEqual(partitionDirectories(paths[0]!), []);
  });

  it("whose log cannot be begun are offline, and the others are not", async (test) => {
    const paths = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths });
    writeFileSync(join(paths[0]!, "t-0"), "in the way");
    await plane.topic("t", { partitions: 2 });
    assert.equal(plane.partitions.byName("t", 0)!.checkLeaderEpoch(), errorCode.KAFKA_STORAGE_ERROR);
    assert.equal(plane.partitions.byName("t", 1)!.checkLeaderEpoch(), errorCode.NONE);
    await plane.deleteTopic("t");
  });

  it("are offline when their directory fails", async (test) => {
    const plane = await DataPlane.open(test, { paths: temporaryDirectories(test, 2) });
    await plane.topic("t", { partitions: 4 });
    const [bad] = plane.logs.directories;
    bad!.fail(new Error("it is gone"));
    plane.keeper.onDirectoryFailure(bad!, new Error("it is gone"));
    const codes = [0, 1, 2, 3].map((index) => plane.partitions.byName("t", index)!.checkLeaderEpoch());
    assert.deepEqual(
      [errorCode.NONE, errorCode.KAFKA_STORAGE_ERROR].map(
        (code) => codes.filter((each) => each === code).length,
      ),
      [2, 2],
    );
    await plane.topic("u");
    assert.equal(plane.partitions.byName("u", 0)!.checkLeaderEpoch(), errorCode.NONE);
  });

  it("tell the controller which directory they are in, once it is not what the metadata says", async (test) => {
    const paths = temporaryDirectories(test, 2);
    const plane = await DataPlane.open(test, { paths });
    const topicId = await plane.topic("t", { partitions: 4 });
    const ids = plane.logs.directories.map(({ meta }) => meta!.directoryId);
    for (const { topicId: id, partition, directoryId } of plane.placed) {
      const directory = plane.logs.directoryOf(plane.partitions.byId(id, partition)!.log)!;
      assert.equal(directoryId, directory.meta!.directoryId);
    }
    assert.deepEqual(
      plane.placed.map(({ partition }) => partition).toSorted((a, b) => a - b),
      [0, 1, 2, 3],
    );
    assert.equal(new Set(plane.placed.map(({ directoryId }) => directoryId)).size, ids.length);
    plane.placed.length = 0;
    await plane.elect(topicId, 0, { leader: 1 });
    assert.deepEqual(plane.placed, []);
  });

  it("come by the hundreds", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 200 });
    assert.equal([...plane.partitions.all()].filter(({ isOnline }) => isOnline).length, 200);
    await plane.deleteTopic("t");
    assert.equal([...plane.logs.logs()].length, 0);
  });

  it("of several brokers of one process share a log, which goes with the last of them", async (test) => {
    const paths = temporaryDirectories(test, 1);
    const plane = await DataPlane.open(test, { paths, brokerIds: [1, 2, 3] });
    const topicId = await plane.topic("t", { replicas: [1, 2] });
    await plane.append("t", 0, oneRecord);
    const [first, second, third] = plane.tables.map((table) => table.find("t", 0));
    assert.ok(first instanceof Partition && second instanceof Partition);
    assert.equal(first.log, second.log);
    assert.equal(third, errorCode.NOT_LEADER_OR_FOLLOWER);
    assert.deepEqual(
      [first.checkLeaderEpoch(), second.checkLeaderEpoch()],
      [errorCode.NONE, errorCode.NOT_LEADER_OR_FOLLOWER],
    );

    // To the third from the first, and then from the second as well.
    await plane.reassign(topicId, 0, { replicas: [3, 2], leader: 3 });
    assert.equal(first.checkLeaderEpoch(), errorCode.NOT_LEADER_OR_FOLLOWER);
    const moved = plane.tables[2]!.byName("t", 0)!;
    assert.equal(moved.checkLeaderEpoch(1), errorCode.NONE);
    await plane.reassign(topicId, 0, { replicas: [3], leader: 3 });
    assert.deepEqual([moved.log.endOffset, moved.log.leaderEpoch], [1, 2]);
    assert.deepEqual(partitionDirectories(paths[0]!), ["t-0"]);

    await plane.deleteTopic("t");
    assert.deepEqual([...plane.logs.logs()], []);
  });
});
