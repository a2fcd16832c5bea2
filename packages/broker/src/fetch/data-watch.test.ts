import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { DataPlane } from "../testing/data-plane.ts";
import { DataWatch } from "./data-watch.ts";

const { clock } = nodeWorld();
const record = { records: [{ key: null, value: null, timestamp: 1 }] };

describe("a parked fetch", () => {
  it("does not miss what came before it began to wait", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t");
    const watch = new DataWatch(clock, [plane.partitions.byName("t", 0)!], { isCommittedOnly: false });
    const size = await plane.append("t", 0, record);
    await watch.until(size, { maxWaitMs: 60_000, signals: [] });
    watch.end();
  });

  it("counts what comes to all of its partitions", async (test) => {
    const plane = await DataPlane.open(test);
    await plane.topic("t", { partitions: 3 });
    const watch = new DataWatch(clock, [...plane.partitions.all()], { isCommittedOnly: false });
    let isAwake = false;
    const size = await plane.append("t", 0, record);
    const waiting = watch.until(3 * size, { maxWaitMs: 60_000, signals: [] }).then(() => (isAwake = true));
    await plane.append("t", 1, record);
    assert.equal(isAwake, false);
    await plane.append("t", 2, record);
    await waiting;
    watch.end();
  });

  it("is one of thousands that wait for the same stop, and is woken with them", async () => {
    const stop = new AbortController();
    const watches = Array.from(
      { length: 10_000 },
      () => new DataWatch(clock, [], { isCommittedOnly: false }),
    );
    const signals = [stop.signal];
    const waiting = watches.map((watch) => watch.until(1, { maxWaitMs: 60_000, signals }));
    stop.abort();
    await Promise.all(waiting);
    await new DataWatch(clock, [], { isCommittedOnly: false }).until(1, { maxWaitMs: 60_000, signals });
  });
});
