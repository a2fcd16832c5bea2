import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import type { Assignment, Assignor, AssignorGroup, AssignorMember } from "./assignor.ts";
import { assignors } from "./assignors.ts";
import { assignRange } from "./range.ts";
import { assignUniform } from "./uniform.ts";

/** Topics `t0`, `t1`, … with as many partitions as given; members by id with the topics that they subscribe to. */
interface Setting {
  readonly partitionCounts: readonly number[];
  readonly subscriptions: readonly (readonly number[])[];
  readonly staticMembers: number;
}

const settings = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 })
  .chain((partitionCounts) =>
    fc.record({
      partitionCounts: fc.constant(partitionCounts),
      subscriptions: fc.array(fc.subarray(partitionCounts.map((_, index) => index)), {
        minLength: 1,
        maxLength: 9,
      }),
      staticMembers: fc.nat(9),
    }),
  );

const homogeneousSettings = settings.map((setting) => ({
  ...setting,
  subscriptions: setting.subscriptions.map(() => setting.partitionCounts.map((_, index) => index)),
}));

function groupOf(setting: Setting, previous: ReadonlyMap<string, Assignment> = new Map()): AssignorGroup {
  const members = setting.subscriptions.map(
    (topics, index): AssignorMember => ({
      memberId: `m${index}`,
      instanceId: index < setting.staticMembers ? `i${index}` : null,
      topicIds: new Set(topics.map((topic) => `t${topic}`)),
      assignment: previous.get(`m${index}`) ?? new Map(),
    }),
  );
  const subscribed = new Set(members.flatMap(({ topicIds }) => [...topicIds]));
  const partitionCounts = new Map(
    setting.partitionCounts
      .map((count, index) => [`t${index}`, count] as const)
      .filter(([topicId]) => subscribed.has(topicId)),
  );
  const isHomogeneous = members.every(({ topicIds }) => topicIds.size === subscribed.size);
  return { members, partitionCounts, isHomogeneous };
}

function checkComplete(group: AssignorGroup, result: ReadonlyMap<string, Assignment>): void {
  assert.equal(result.size, group.members.length);
  const owners = new Map<string, string>();
  for (const { memberId, topicIds } of group.members) {
    for (const [topicId, partitions] of result.get(memberId)!) {
      assert.ok(topicIds.has(topicId), `${memberId} does not subscribe to ${topicId}`);
      assert.ok(partitions.size > 0, "topics without partitions are left out");
      for (const partition of partitions) {
        assert.ok(partition < group.partitionCounts.get(topicId)!);
        assert.ok(!owners.has(`${topicId}-${partition}`), `${topicId}-${partition} has two owners`);
        owners.set(`${topicId}-${partition}`, memberId);
      }
    }
  }
  let partitionCount = 0;
  for (const count of group.partitionCounts.values()) partitionCount += count;
  assert.equal(owners.size, partitionCount);
}

function sizeOf(assignment: Assignment): number {
  let size = 0;
  for (const partitions of assignment.values()) size += partitions.size;
  return size;
}

function keptCount(before: Assignment, after: Assignment): number {
  let count = 0;
  for (const [topicId, partitions] of before) {
    for (const partition of partitions) if (after.get(topicId)?.has(partition)) count += 1;
  }
  return count;
}

for (const [name, assignor] of assignors) {
  describe(name, () => {
    test("every partition goes to exactly one of its topic's subscribers", () => {
      fc.assert(
        fc.property(settings, settings, (first, second) => {
          const group = groupOf(first);
          const result = assignor(group);
          checkComplete(group, result);
          // And again from there, with other topics, members and subscriptions.
          const next = groupOf(second, withinTopics(second, result));
          checkComplete(next, assignor(next));
        }),
      );
    });

    test("the order of members does not matter", () => {
      fc.assert(
        fc.property(settings, (setting) => {
          const group = groupOf(setting);
          const reversed = { ...group, members: group.members.toReversed() };
          for (const [memberId, assignment] of assignor(group)) {
            assert.deepEqual(assignor(reversed).get(memberId), assignment);
          }
        }),
      );
    });

    test("nobody is there", () => {
      assert.equal(assignor({ members: [], partitionCounts: new Map(), isHomogeneous: true }).size, 0);
    });
  });
}

describe("uniform", () => {
  test("members with the same subscription differ by one partition at most", () => {
    fc.assert(
      fc.property(homogeneousSettings, homogeneousSettings, (first, second) => {
        const previous = assignUniform(groupOf(first));
        const sizes = [...assignUniform(groupOf(second, withinTopics(second, previous))).values()].map(
          sizeOf,
        );
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
      }),
    );
  });

  test("members with the same subscription keep as much as a balanced assignment allows", () => {
    fc.assert(
      fc.property(homogeneousSettings, homogeneousSettings, (first, second) => {
        const previous = withinTopics(second, assignUniform(groupOf(first)));
        const group = groupOf(second, previous);
        const result = assignUniform(group);
        let total = 0;
        for (const count of group.partitionCounts.values()) total += count;
        const minimum = Math.floor(total / group.members.length);
        let extraCount = total % group.members.length;
        let most = 0;
        let kept = 0;
        for (const { memberId, assignment } of group.members) {
          const size = sizeOf(
            new Map([...assignment].filter(([topicId]) => group.partitionCounts.has(topicId))),
          );
          const hasExtra = size > minimum && extraCount > 0;
          if (hasExtra) extraCount -= 1;
          most += Math.min(size, hasExtra ? minimum + 1 : minimum);
          kept += keptCount(assignment, result.get(memberId)!);
        }
        assert.equal(kept, most);
      }),
    );
  });

  test("what is balanced stays as it is", () => {
    fc.assert(
      fc.property(settings, (setting) => {
        const result = assignUniform(groupOf(setting));
        const again = assignUniform(groupOf(setting, result));
        for (const [memberId, assignment] of again) assert.deepEqual(assignment, result.get(memberId));
      }),
    );
  });

  test("no partition can go from a member to another with two less that subscribes to its topic", () => {
    fc.assert(
      fc.property(settings, settings, (first, second) => {
        const group = groupOf(second, withinTopics(second, assignUniform(groupOf(first))));
        const result = assignUniform(group);
        for (const assignment of result.values()) {
          for (const topicId of assignment.keys()) {
            for (const { memberId, topicIds } of group.members) {
              if (!topicIds.has(topicId)) continue;
              assert.ok(sizeOf(assignment) - sizeOf(result.get(memberId)!) <= 1);
            }
          }
        }
      }),
    );
  });

  test("when one of three members goes, the other two keep what they have", () => {
    const three = groupOf({ partitionCounts: [9], subscriptions: [[0], [0], [0]], staticMembers: 0 });
    const before = assignUniform(three);
    const two = groupOf({ partitionCounts: [9], subscriptions: [[0], [0]], staticMembers: 0 }, before);
    const after = assignUniform(two);
    assert.deepEqual(
      [...after.values()].map(sizeOf).toSorted((a, b) => a - b),
      [4, 5],
    );
    for (const [memberId, assignment] of after) assert.equal(keptCount(before.get(memberId)!, assignment), 3);
  });
});

/** Who has which partitions of a topic. */
function topicOf(result: ReadonlyMap<string, Assignment>, topicId: string): Record<string, number[]> {
  return Object.fromEntries(
    [...result].map(([memberId, topics]) => [memberId, [...(topics.get(topicId) ?? [])]]),
  );
}

function memberOf(memberId: string, instanceId: string | null): AssignorMember {
  return { memberId, instanceId, topicIds: new Set(["t0"]), assignment: new Map() };
}

describe("range", () => {
  test("cuts a topic into ranges, the first of which are longer by one", () => {
    const result = assignRange(
      groupOf({ partitionCounts: [7], subscriptions: [[0], [0], [0]], staticMembers: 0 }),
    );
    assert.deepEqual(topicOf(result, "t0"), { m0: [0, 1, 2], m1: [3, 4], m2: [5, 6] });
  });

  test("topics of the same size meet at the same member, partition by partition", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 6 }), (size, memberCount) => {
        const subscriptions = Array.from({ length: memberCount }, () => [0, 1]);
        const result = assignRange(
          groupOf({ partitionCounts: [size, size], subscriptions, staticMembers: 0 }),
        );
        assert.deepEqual(topicOf(result, "t0"), topicOf(result, "t1"));
      }),
    );
  });

  test("only subscribers share a topic", () => {
    const result = assignRange(
      groupOf({ partitionCounts: [4, 4], subscriptions: [[0, 1], [1], [0, 1]], staticMembers: 0 }),
    );
    assert.deepEqual(topicOf(result, "t0"), { m0: [0, 1], m1: [], m2: [2, 3] });
    assert.deepEqual(topicOf(result, "t1"), { m0: [0, 1], m1: [2], m2: [3] });
  });

  test("static members come first, whatever their member ids", () => {
    const members = [memberOf("a", null), memberOf("z", "i0"), memberOf("b", "i1")];
    const result = assignRange({ members, partitionCounts: new Map([["t0", 3]]), isHomogeneous: true });
    assert.deepEqual(topicOf(result, "t0"), { z: [0], b: [1], a: [2] });
  });
});

/** Earlier assignments as they can be for these topics: partitions are never taken away from a topic. */
function withinTopics(setting: Setting, result: ReturnType<Assignor>): Map<string, Assignment> {
  const within = new Map<string, Assignment>();
  for (const [memberId, assignment] of result) {
    const kept = new Map<string, ReadonlySet<number>>();
    for (const [topicId, partitions] of assignment) {
      const count = setting.partitionCounts[Number(topicId.slice(1))] ?? Number.POSITIVE_INFINITY; // A topic that is gone.
      const own = new Set([...partitions].filter((partition) => partition < count));
      if (own.size > 0) kept.set(topicId, own);
    }
    within.set(memberId, kept);
  }
  return within;
}
