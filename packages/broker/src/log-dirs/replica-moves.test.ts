import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { groupTopic } from "@ottla/coordinator";
import type { LogDirectory } from "@ottla/log";
import { batchesIn, buildRecordBatch, errorCode } from "@ottla/protocol";
import { coordinatorLog } from "../partitions/coordinator-log.ts";
import type { Partition } from "../partitions/partition.ts";
import { DataPlane, temporaryDirectories } from "../testing/data-plane.ts";

const batchOf = (value: string, baseSequence: number) => ({
  records: [{ key: null, value: Buffer.from(value), timestamp: 1000 }],
  producerId: 7,
  producerEpoch: 0,
  baseSequence,
});

/** The directory that a partition is not in. */
function otherDirectory(plane: DataPlane, partition: Partition): LogDirectory {
  const home = plane.logs.directoryOf(partition.log);
  return plane.logs.directories.find((directory) => directory !== home)!;
}

async function valuesOf({ log }: Partition): Promise<string[]> {
  const values: string[] = [];
  for (let offset = log.startOffset; offset < log.endOffset; ) {
    const read = await log.read(offset, 1000, { minOneBatch: true });
    assert.ok(read.kind === "records" && read.sizeInBytes > 0);
    for (const batch of batchesIn(Buffer.concat(read.chunks))) {
      batch.forEachRecord((record) => values.push(record.value?.toString() ?? ""));
    }
    offset = read.nextOffset;
  }
  return values;
}

describe("a move to another log directory", () => {
  it("takes everything along, while the partition is used", async (test) => {
    const paths = temporaryDirectories(test, 2);
    const plane = await DataPlane.open(test, { paths, tailBytes: 0 });
    await plane.topic("t", { configs: { "segment.bytes": "1048576" } });
    const partition = plane.partitions.byName("t", 0)!;
    const expected: string[] = [];
    const append = async (count: number) => {
      for (let index = 0; index < count; index++) {
        const value = `${expected.length}`;
        await plane.append("t", 0, batchOf(value, expected.length));
        expected.push(value);
      }
    };
    await append(50);
    await partition.log.deleteRecordsBefore(3);
    const target = otherDirectory(plane, partition);
    await plane.broker.replicaMoves.move(partition, target);
    assert.equal(plane.logs.futuresIn(target).length, 1);
    // Until it changes over, it takes appends.
    while (plane.logs.directoryOf(partition.log) !== target) {
      if (partition.checkLeaderEpoch() === errorCode.NONE) await append(1);
      else await partition.moving;
    }
    await plane.broker.replicaMoves.settled();
    await append(5);
    assert.deepEqual(await valuesOf(partition), expected.slice(3));
    assert.equal(partition.log.startOffset, 3);
    assert.equal(partition.log.producers()[0]!.lastSequence, expected.length - 1);
    assert.deepEqual(plane.logs.futuresIn(target), []);

    const { image } = plane;
    await plane.close();
    const again = await DataPlane.open(test, { paths });
    await again.load(image);
    const restarted = again.partitions.byName("t", 0)!;
    assert.equal(again.logs.directoryOf(restarted.log)!.path, target.path);
    assert.deepEqual(await valuesOf(restarted), expected.slice(3));
  });

  it("of an empty partition begins where it ended", async (test) => {
    const plane = await DataPlane.open(test, { paths: temporaryDirectories(test, 2) });
    await plane.topic("t", { partitions: 2, leaderEpoch: 4 });
    const [fresh, emptied] = [0, 1].map((index) => plane.partitions.byName("t", index)!) as [
      Partition,
      Partition,
    ];
    await plane.append("t", 1, batchOf("a", 0));
    await emptied.log.deleteRecordsBefore(-1);
    for (const partition of [fresh, emptied]) {
      await plane.broker.replicaMoves.move(partition, otherDirectory(plane, partition));
    }
    await plane.broker.replicaMoves.settled();
    assert.deepEqual(
      [fresh, emptied].map(({ log }) => [log.startOffset, log.endOffset, log.leaderEpoch]),
      [
        [0, 0, 4],
        [1, 1, 4],
      ],
    );
  });

  it("is called off by a move back, and leaves nothing", async (test) => {
    const paths = temporaryDirectories(test, 2);
    const plane = await DataPlane.open(test, { paths });
    await plane.topic("t");
    await plane.append("t", 0, batchOf("a", 0));
    const partition = plane.partitions.byName("t", 0)!;
    const home = plane.logs.directoryOf(partition.log)!;
    const away = otherDirectory(plane, partition);
    const begun = plane.broker.replicaMoves.move(partition, away);
    await plane.broker.replicaMoves.move(partition, home);
    await begun;
    await plane.broker.replicaMoves.stop();
    assert.equal(plane.logs.directoryOf(partition.log), home);
    assert.deepEqual(
      readdirSync(away.path).filter((name) => name.startsWith("t-")),
      [],
    );
    assert.equal(partition.checkLeaderEpoch(), errorCode.NONE);
  });

  it("ends with the topic", async (test) => {
    const plane = await DataPlane.open(test, { paths: temporaryDirectories(test, 2) });
    await plane.topic("t");
    await plane.append("t", 0, batchOf("a", 0));
    const partition = plane.partitions.byName("t", 0)!;
    const begun = plane.broker.replicaMoves.move(partition, otherDirectory(plane, partition));
    await plane.deleteTopic("t");
    await begun;
    await plane.broker.replicaMoves.settled();
    assert.deepEqual([...plane.logs.logs()], []);
    for (const directory of plane.logs.directories) assert.deepEqual(plane.logs.futuresIn(directory), []);
  });

  it("lets coordinators wait for it", async (test) => {
    const plane = await DataPlane.open(test, { paths: temporaryDirectories(test, 2) });
    await plane.topic(groupTopic);
    const partition = plane.partitions.byName(groupTopic, 0)!;
    const log = coordinatorLog(plane.partitions, 0);
    await log.append(buildRecordBatch(batchOf("a", 0)), 0);
    partition.beginMove();
    const appended = log.append(buildRecordBatch(batchOf("b", 1)), 0);
    partition.endMove(partition.log);
    await appended;
    assert.deepEqual(await valuesOf(partition), ["a", "b"]);
  });

  it("takes all replicas along that share the log", async (test) => {
    const paths = temporaryDirectories(test, 2);
    const plane = await DataPlane.open(test, { paths, brokerIds: [1, 2] });
    await plane.topic("t", { replicas: [1, 2] });
    await plane.append("t", 0, batchOf("a", 0));
    const [leader, follower] = plane.tables.map((table) => table.byName("t", 0)!) as [Partition, Partition];
    const target = otherDirectory(plane, leader);
    // Tools ask each broker for its replica.
    await Promise.all([leader, follower].map((each) => plane.broker.replicaMoves.move(each, target)));
    await plane.broker.replicaMoves.settled();
    assert.equal(leader.log, follower.log);
    assert.equal(plane.logs.directoryOf(leader.log), target);
    assert.equal(leader.checkLeaderEpoch(), errorCode.NONE);
    await plane.append("t", 0, batchOf("b", 1));
    assert.deepEqual(await valuesOf(follower), ["a", "b"]);
  });
});
