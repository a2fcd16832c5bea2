import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartitionImage } from "../image/index.ts";
import { type PartitionChange, partitionChange } from "./partition-change.ts";

const directory = "L5SnJZ1vSX2bm-L3asZA0w";
const topicId = "OR4lA13PTpSNoltwtSXRTA";

const partition: PartitionImage = {
  replicas: [1, 2, 3],
  directories: [directory, directory, directory],
  isr: [1, 2, 3],
  removingReplicas: [],
  addingReplicas: [],
  leader: 1,
  leaderRecoveryState: "recovered",
  leaderEpoch: 5,
  partitionEpoch: 5,
  elr: [],
  lastKnownElr: [],
};

/** What changes of a partition of three replicas that must have two in sync, while `alive` brokers are there. */
function change(before: Partial<PartitionImage>, options: Partial<PartitionChange>, alive = [1, 2, 3]) {
  const record = partitionChange({
    topicId,
    partitionId: 0,
    partition: { ...partition, ...before },
    election: "online",
    isAcceptableLeader: (brokerId) => alive.includes(brokerId),
    metadataVersion: 30,
    isElrEnabled: true,
    minInsyncReplicas: 2,
    defaultDirectory: () => "AAAAAAAAAAAAAAAAAAAAAQ",
    ...options,
  });
  if (record === null) return null;
  assert.ok(record.kind === "partitionChange");
  const { topicId: _topic, partitionId: _partition, ...changed } = record.value;
  return changed;
}

test("nothing to change is no record", () => {
  assert.equal(change({}, {}), null);
});

test("a leader that leaves is followed by the first replica that is in sync", () => {
  assert.deepEqual(change({}, { isr: [2, 3] }, [2, 3]), { leader: 2, isr: [2, 3] });
});

test("an ISR that gets smaller keeps leader and leader epoch", () => {
  assert.deepEqual(change({}, { isr: [1, 2] }), { isr: [1, 2] });
});

test("before 3.6, an ISR that gets smaller takes a new leader epoch", () => {
  assert.deepEqual(change({}, { isr: [1, 2], metadataVersion: 11, isElrEnabled: false }), {
    isr: [1, 2],
    leader: 1,
  });
});

test("whoever leaves an ISR that is too small for writes still has everything (KIP-966)", () => {
  assert.deepEqual(change({ isr: [1, 2] }, { isr: [1] }), { isr: [1], eligibleLeaderReplicas: [2] });
});

test("an ISR that is large enough again has all of the eligible leaders' worth", () => {
  assert.deepEqual(change({ isr: [1], elr: [2] }, { isr: [1, 3] }), {
    isr: [1, 3],
    eligibleLeaderReplicas: [],
  });
});

test("when nobody is left, nobody leads, and the last leader is remembered", () => {
  assert.deepEqual(change({ isr: [1], elr: [2] }, { isr: [] }, []), {
    leader: -1,
    isr: [],
    eligibleLeaderReplicas: [1, 2],
    lastKnownElr: [1],
  });
});

test("an eligible replica that comes back leads, though it is in no ISR", () => {
  assert.deepEqual(change({ isr: [], leader: -1, elr: [1, 2], lastKnownElr: [1] }, {}, [2]), {
    leader: 2,
    isr: [2],
    eligibleLeaderReplicas: [1],
    lastKnownElr: [],
  });
});

test("a replica that stopped uncleanly is not eligible any more", () => {
  assert.deepEqual(
    change({ isr: [], leader: -1, elr: [1, 2], lastKnownElr: [1] }, { uncleanReplicas: [2] }, []),
    {
      eligibleLeaderReplicas: [1],
    },
  );
});

test("without anybody eligible, the last leader may lead again, and has to recover", () => {
  assert.deepEqual(change({ isr: [], leader: -1, elr: [], lastKnownElr: [3] }, {}, [1, 3]), {
    leader: 3,
    isr: [3],
    leaderRecoveryState: 1,
    lastKnownElr: [],
  });
});

test("others lead uncleanly only where that is allowed", () => {
  const before = { isr: [], leader: -1, elr: [], lastKnownElr: [3] };
  assert.equal(change(before, {}, [1, 2]), null);
  assert.deepEqual(change(before, { election: "unclean" }, [2]), {
    leader: 2,
    isr: [2],
    leaderRecoveryState: 1,
    lastKnownElr: [],
  });
});

test("without eligible leader replicas, the last of an ISR stays in it", () => {
  assert.deepEqual(change({ isr: [1] }, { isr: [], isElrEnabled: false }, []), { leader: -1 });
});

test("the preferred leader is the first replica, if it is in sync", () => {
  assert.deepEqual(change({ leader: 2 }, { election: "preferred" }), { leader: 1 });
  assert.equal(change({ leader: 2, isr: [2, 3] }, { election: "preferred" }), null);
});

test("a reassignment ends when all who join are in sync", () => {
  const moving = { replicas: [1, 2, 4], isr: [1, 2], addingReplicas: [4], removingReplicas: [2] };
  assert.equal(change(moving, {}), null);
  assert.deepEqual(change(moving, { isr: [1, 2, 4] }, [1, 2, 4]), {
    replicas: [1, 4],
    isr: [1, 4],
    addingReplicas: [],
    removingReplicas: [],
    directories: [directory, directory],
    leader: 1,
  });
});

test("a replica that is new gets the directory that its broker would choose", () => {
  assert.deepEqual(change({}, { replicas: [1, 2, 3, 4], addingReplicas: [4] }), {
    replicas: [1, 2, 3, 4],
    addingReplicas: [4],
    directories: [directory, directory, directory, "AAAAAAAAAAAAAAAAAAAAAQ"],
  });
});

test("a replica in a directory that is gone cannot lead", () => {
  const gone = "AAAAAAAAAAAAAAAAAAAAAg";
  const record = change(
    { directories: [gone, directory, directory] },
    { isAcceptableLeader: (_brokerId, id) => id !== gone },
  );
  assert.deepEqual(record, { leader: 2 });
});
