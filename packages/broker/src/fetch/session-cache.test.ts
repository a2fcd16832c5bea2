import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import type { FetchablePartition } from "./fetch-types.ts";
import { FetchSessionCache } from "./session-cache.ts";

const { random } = nodeWorld();

function partitions(count: number): FetchablePartition[] {
  return Array.from({ length: count }, (_, partition) => ({
    key: `t/${partition}`,
    topic: "t",
    topicId: "",
    partition,
    fetchOffset: 0,
    maxBytes: 1,
    currentLeaderEpoch: -1,
    lastFetchedEpoch: -1,
  }));
}

/** Opens a session with so many partitions; its id, or null. */
function open(
  cache: FetchSessionCache,
  partitionCount: number,
  nowMs: number,
  isPrivileged = false,
): number | null {
  const session = cache.create({ isPrivileged, usesTopicIds: false, partitionCount, nowMs });
  if (session === null) return null;
  session.update(partitions(partitionCount), []);
  cache.touch(session, nowMs);
  return session.id;
}

describe("the cache of fetch sessions", () => {
  const options = { random, maxSessions: 2, evictionMs: 1000 };

  it("is full when it is full", () => {
    const cache = new FetchSessionCache(options);
    assert.ok(open(cache, 1, 0));
    assert.ok(open(cache, 1, 0));
    assert.equal(open(cache, 100, 1000), null);
    assert.deepEqual([cache.size, cache.evictionCount], [2, 0]);
  });

  it("lets a session go that was not used for a while, the oldest first", () => {
    const cache = new FetchSessionCache(options);
    const first = open(cache, 5, 0)!;
    const second = open(cache, 5, 0)!;
    cache.touch(cache.get(first)!, 500);
    assert.ok(open(cache, 1, 1400));
    assert.deepEqual([cache.get(first)?.id, cache.get(second)], [first, undefined]);
  });

  it("lets a smaller session go that has had its time", () => {
    const cache = new FetchSessionCache(options);
    const small = open(cache, 2, 0)!;
    const large = open(cache, 9, 0)!;
    for (const id of [small, large]) cache.touch(cache.get(id)!, 1001);
    assert.equal(open(cache, 1, 1001), null);
    assert.ok(open(cache, 3, 1001));
    assert.deepEqual([cache.get(small), cache.get(large)?.id], [undefined, large]);
  });

  it("lets clients make room for replicas, never the other way round", () => {
    const cache = new FetchSessionCache(options);
    const client = open(cache, 50, 0)!;
    const replica = open(cache, 1, 0, true)!;
    assert.ok(open(cache, 1, 1, true));
    assert.deepEqual([cache.get(client), cache.get(replica)?.id], [undefined, replica]);
    assert.equal(open(cache, 100, 1), null);
  });

  it("bounds the partitions of all sessions together", () => {
    const cache = new FetchSessionCache({ ...options, maxPartitions: 10 });
    const first = open(cache, 6, 0)!;
    assert.equal(open(cache, 5, 0), null);
    assert.ok(open(cache, 4, 0));
    assert.equal(cache.partitionCount, 10);
    const session = cache.get(first)!;
    session.update(partitions(7), []);
    assert.equal(cache.touch(session, 0), false);
    assert.deepEqual([cache.get(first), cache.partitionCount], [undefined, 4]);
  });
});
