import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildRecordBatch, errorCode, listOffsets } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleListOffsets } from "./02-list-offsets.ts";

interface Options {
  readonly version?: number;
  readonly index?: number;
  readonly epoch?: number;
  readonly isolationLevel?: number;
}

async function ask(plane: DataPlane, timestamps: readonly number[], options: Options = {}) {
  const { version = listOffsets.stableVersions[1], index = 0, epoch = -1, isolationLevel = 0 } = options;
  const partitions = timestamps.map((timestamp) => ({
    partitionIndex: index,
    currentLeaderEpoch: epoch,
    timestamp,
  }));
  const reply = await plane.ask(
    handleListOffsets,
    {
      replicaId: -1,
      isolationLevel: version >= 2 ? isolationLevel : 0,
      topics: [{ name: "t", partitions }],
      timeoutMs: 1000,
    },
    { version },
  );
  return reply.topics[0]!.partitions.map((each) => [
    each.errorCode,
    each.timestamp,
    each.offset,
    each.leaderEpoch,
  ]);
}

async function planeWithRecords(test: Parameters<typeof DataPlane.open>[0]): Promise<DataPlane> {
  const plane = await DataPlane.open(test);
  await plane.topic("t", { partitions: 2, leaderEpoch: 4 });
  const { log } = plane.partitions.byName("t", 0)!;
  for (let batch = 0; batch < 2; batch++) {
    const records = [0, 1, 2].map((index) => ({ key: null, value: null, timestamp: 1000 + index }));
    const appended = log.append(buildRecordBatch({ records }), { origin: "client", leaderEpoch: 4 });
    assert.ok(appended.kind === "appended");
    await appended.written;
  }
  return plane;
}

describe("ListOffsets", () => {
  const none = [0, -1, -1, -1];
  const found: readonly (readonly [string, number, readonly number[]])[] = [
    ["the latest", -1, [0, -1, 6, 4]],
    ["the earliest", -2, [0, -1, 0, 4]],
    ["the first with the largest timestamp", -3, [0, 1002, 2, 4]],
    ["the earliest local", -4, [0, -1, 0, 4]],
    ["the latest tiered: none", -5, none],
    ["the earliest that is to be tiered: none", -6, none],
    ["a time before all", 0, [0, 1000, 0, 4]],
    ["a time in between", 1001, [0, 1001, 1, 4]],
    ["a time after all", 1003, none],
  ];
  for (const [what, timestamp, expected] of found) {
    it(`finds ${what}`, async (test) => {
      const plane = await planeWithRecords(test);
      assert.deepEqual(await ask(plane, [timestamp]), [expected]);
      assert.deepEqual(await ask(plane, [timestamp], { isolationLevel: 1 }), [expected]);
    });
  }

  it("knows of an empty partition where it begins and ends", async (test) => {
    const plane = await planeWithRecords(test);
    assert.deepEqual(await ask(plane, [-1], { index: 1 }), [[0, -1, 0, 4]]);
    assert.deepEqual(await ask(plane, [-2], { index: 1 }), [[0, -1, 0, 4]]);
    assert.deepEqual(await ask(plane, [-3], { index: 1 }), [none]);
    assert.deepEqual(await ask(plane, [0], { index: 1 }), [none]);
  });

  it("refuses special timestamps that are newer than the version, or that nobody knows", async (test) => {
    const plane = await planeWithRecords(test);
    const unsupported = [[errorCode.UNSUPPORTED_VERSION, -1, -1, -1]];
    for (const [version, timestamp] of [
      [6, -3],
      [7, -4],
      [8, -5],
      [10, -6],
      [11, -7],
    ] as const) {
      assert.deepEqual(await ask(plane, [timestamp], { version }), unsupported);
      if (timestamp > -7) {
        const [[code]] = (await ask(plane, [timestamp], { version: version + 1 })) as [[number]];
        assert.equal(code, 0);
      }
    }
  });

  it("leaves the epoch out where the version has no place for it", async (test) => {
    const plane = await planeWithRecords(test);
    assert.deepEqual(await ask(plane, [1001], { version: 3 }), [[0, 1001, 1, -1]]);
  });

  it("answers a partition that is asked about twice once, with a refusal", async (test) => {
    const plane = await planeWithRecords(test);
    assert.deepEqual(await ask(plane, [-1, -2]), [[errorCode.INVALID_REQUEST, -1, -1, -1]]);
  });

  it("refuses unknown partitions and wrong epochs", async (test) => {
    const plane = await planeWithRecords(test);
    assert.deepEqual(await ask(plane, [-1], { index: 9 }), [[3, -1, -1, -1]]);
    assert.deepEqual(await ask(plane, [-1], { epoch: 3 }), [[errorCode.FENCED_LEADER_EPOCH, -1, -1, -1]]);
    assert.deepEqual(await ask(plane, [-1], { epoch: 5 }), [[errorCode.UNKNOWN_LEADER_EPOCH, -1, -1, -1]]);
    assert.deepEqual(await ask(plane, [-1], { isolationLevel: 7 }), [[-1, -1, -1, -1]]);
  });
});
