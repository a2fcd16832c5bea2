import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ConsumerMember, newMember } from "./member.ts";
import { assignmentOf, type OwnedPartitions, ownedSince } from "./partitions.ts";
import { type ReconcileInput, reconcile } from "./reconcile.ts";

/** Partitions of the one topic that these tests have. */
function partitions(...numbers: number[]) {
  return [{ topicId: "t", partitions: numbers }];
}

function owned(epoch: number, ...numbers: number[]): OwnedPartitions {
  return numbers.length === 0 ? new Map() : ownedSince(assignmentOf(partitions(...numbers)), epoch);
}

function member(facts: Partial<ConsumerMember>): ConsumerMember {
  return { ...newMember("a"), memberEpoch: 5, previousMemberEpoch: 4, ...facts };
}

/** To epoch 6, nobody else has anything, and the member says nothing: unless told. */
function input(told: Partial<ReconcileInput> & { target?: ReconcileInput["target"] }): ReconcileInput {
  return {
    targetEpoch: 6,
    target: new Map(),
    subscribedTopicIds: new Set(["t"]),
    hasSubscriptionChanged: false,
    topicPartitions: null,
    isOwned: () => false,
    ...told,
  };
}

function isTwo(_topicId: string, partition: number): boolean {
  return partition === 2;
}

describe("a stable member", () => {
  test("moves to a new epoch with what it has, if that is its target", () => {
    const before = member({ assigned: owned(5, 1, 2) });
    const after = reconcile(before, input({ target: assignmentOf(partitions(1, 2)) }));
    assert.deepEqual(after, { ...before, memberEpoch: 6, previousMemberEpoch: 5 });
  });

  test("is given what is free, in the new epoch", () => {
    const after = reconcile(
      member({ assigned: owned(5, 1) }),
      input({ target: assignmentOf(partitions(1, 2)) }),
    );
    assert.equal(after.state, "stable");
    assert.equal(after.memberEpoch, 6);
    assert.deepEqual(
      after.assigned,
      new Map([
        [
          "t",
          new Map([
            [1, 5],
            [2, 6],
          ]),
        ],
      ]),
    );
  });

  test("waits in the new epoch for what others still have", () => {
    const target = assignmentOf(partitions(1, 2, 3));
    const after = reconcile(member({}), input({ target, isOwned: isTwo }));
    assert.equal(after.state, "unreleased");
    assert.equal(after.memberEpoch, 6);
    assert.deepEqual(after.assigned, owned(6, 1, 3));
  });

  test("gives up in its old epoch what is not its any more, before it gets anything", () => {
    const before = member({ assigned: owned(5, 1, 2) });
    const after = reconcile(before, input({ target: assignmentOf(partitions(2, 3)) }));
    assert.equal(after.state, "unrevoked");
    assert.equal(after.memberEpoch, 5);
    assert.equal(after.previousMemberEpoch, 5);
    assert.deepEqual(after.assigned, owned(5, 2));
    assert.deepEqual(after.pendingRevocation, owned(5, 1));
  });

  test("need not be told to give up what it says it does not have", () => {
    const before = member({ assigned: owned(5, 1, 2) });
    const target = assignmentOf(partitions(2, 3));
    const after = reconcile(before, input({ target, topicPartitions: partitions(2) }));
    assert.equal(after.state, "stable");
    assert.deepEqual(
      after.assigned,
      new Map([
        [
          "t",
          new Map([
            [2, 5],
            [3, 6],
          ]),
        ],
      ]),
    );
  });

  test("is not given topics that it does not subscribe to any more, whatever the target says", () => {
    const target = assignmentOf([...partitions(1), { topicId: "gone", partitions: [0] }]);
    const after = reconcile(member({}), input({ target }));
    assert.deepEqual(after.assigned, owned(6, 1));
  });

  test("in the target's epoch stays as it is", () => {
    const before = member({ memberEpoch: 6, assigned: owned(6, 1) });
    assert.equal(reconcile(before, input({ target: assignmentOf(partitions(1, 2)) })), before);
  });

  test("in the target's epoch gives up at once what it unsubscribes from", () => {
    const before = member({ memberEpoch: 6, assigned: owned(6, 1, 2) });
    const told = { hasSubscriptionChanged: true, subscribedTopicIds: new Set<string>() };
    const after = reconcile(before, input(told));
    assert.equal(after.state, "unrevoked");
    assert.equal(after.memberEpoch, 6);
    assert.equal(after.assigned.size, 0);
    assert.deepEqual(after.pendingRevocation, owned(6, 1, 2));
    const gone = reconcile(before, input({ ...told, topicPartitions: [] }));
    assert.equal(gone.state, "stable");
    assert.equal(gone.assigned.size, 0);
    assert.equal(gone.pendingRevocation.size, 0);
  });
});

describe("a member that has something to give up", () => {
  const before = member({ state: "unrevoked", assigned: owned(5, 1), pendingRevocation: owned(5, 2, 3) });
  const target = assignmentOf(partitions(1, 4));

  test("stays as it is until it says that it has", () => {
    assert.equal(reconcile(before, input({ target })), before);
    assert.equal(reconcile(before, input({ target, topicPartitions: partitions(1, 3) })), before);
  });

  test("moves on when it has, and is given what is free", () => {
    const after = reconcile(before, input({ target, topicPartitions: partitions(1) }));
    assert.equal(after.state, "stable");
    assert.equal(after.memberEpoch, 6);
    assert.deepEqual(
      after.assigned,
      new Map([
        [
          "t",
          new Map([
            [1, 5],
            [4, 6],
          ]),
        ],
      ]),
    );
    assert.equal(after.pendingRevocation.size, 0);
  });

  test("gets back at once what is its again by now", () => {
    // Its own revocation still counts as ownership when it is looked at.
    const back = assignmentOf(partitions(1, 2));
    const after = reconcile(before, input({ target: back, isOwned: isTwo, topicPartitions: partitions(1) }));
    assert.equal(after.state, "stable");
    assert.deepEqual(
      after.assigned,
      new Map([
        [
          "t",
          new Map([
            [1, 5],
            [2, 6],
          ]),
        ],
      ]),
    );
  });

  test("may have even more to give up by now", () => {
    const after = reconcile(before, input({ target: new Map(), topicPartitions: partitions(1) }));
    assert.equal(after.state, "unrevoked");
    assert.equal(after.memberEpoch, 5);
    assert.deepEqual(after.pendingRevocation, owned(5, 1));
  });

  test("adds what it unsubscribes from", () => {
    const told = { target, hasSubscriptionChanged: true, subscribedTopicIds: new Set<string>() };
    const after = reconcile(before, input(told));
    assert.equal(after.state, "unrevoked");
    assert.deepEqual(
      after.pendingRevocation,
      new Map([
        [
          "t",
          new Map([
            [2, 5],
            [3, 5],
            [1, 5],
          ]),
        ],
      ]),
    );
  });
});

describe("a member that waits for others", () => {
  const before = member({
    state: "unreleased",
    memberEpoch: 6,
    previousMemberEpoch: 6,
    assigned: owned(6, 1),
  });
  const target = assignmentOf(partitions(1, 2));

  test("stays as it is while nothing is freed", () => {
    assert.equal(reconcile(before, input({ target, isOwned: () => true })), before);
  });

  test("gets what is freed, in the same epoch", () => {
    const after = reconcile(before, input({ target }));
    assert.equal(after.state, "stable");
    assert.equal(after.memberEpoch, 6);
    assert.deepEqual(after.assigned, owned(6, 1, 2));
  });

  test("turns to a newer target, and may have something to give up for it", () => {
    const after = reconcile(before, input({ targetEpoch: 7, target: assignmentOf(partitions(2)) }));
    assert.equal(after.state, "unrevoked");
    assert.equal(after.memberEpoch, 6);
    assert.deepEqual(after.pendingRevocation, owned(6, 1));
  });
});

test("a member in a state of a later Kafka, which owns nothing, begins again", () => {
  const before = member({ state: "unknown", assigned: owned(5, 1) });
  const told = { target: assignmentOf(partitions(2)), topicPartitions: [] };
  const after = reconcile(before, input(told));
  assert.equal(after.state, "stable");
  assert.equal(after.memberEpoch, 6);
  assert.deepEqual(after.assigned, owned(6, 2));
});
