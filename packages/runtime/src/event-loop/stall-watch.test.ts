import assert from "node:assert/strict";
import { test } from "node:test";
import { type Stall, StallWatch } from "./stall-watch.ts";

/** A loop that should turn every ten milliseconds, in a time of its own. */
class Loop {
  readonly stalls: Stall[] = [];
  readonly delays: number[] = [];
  readonly watch = new StallWatch({
    onStall: (stall) => this.stalls.push(stall),
    onDelay: (delayMs) => this.delays.push(delayMs),
  });
  nowMs = 1000;
  #dueMs = 1000;
  #turnedMs = 1000;

  constructor() {
    this.turn();
  }

  /** The loop turns as soon as it can, having computed so much since the last time. */
  turn(cpuMs = this.nowMs - this.#turnedMs): void {
    this.nowMs = Math.max(this.nowMs, this.#dueMs);
    this.watch.turned(this.nowMs, this.#dueMs, cpuMs);
    this.#turnedMs = this.nowMs;
    this.#dueMs = this.nowMs + 10;
  }

  pass(ms: number): number {
    const fromMs = this.nowMs;
    this.nowMs += ms;
    return fromMs;
  }
}

const by = (client: string) => ({ stallFields: { client } });
const told = ({ durationMs, cause, causeMs }: Stall) => ({ durationMs, cause, causeMs });

test("an activity that holds the loop up is the cause, and its longest run says for whom it was", () => {
  const loop = new Loop();
  const produce = loop.watch.activity("Produce");
  loop.watch.ran(produce, loop.pass(5), loop.nowMs, by("a"));
  loop.watch.ran(produce, loop.pass(70), loop.nowMs, by("b"));
  loop.watch.ran(produce, loop.pass(5), loop.nowMs, by("c"));
  loop.turn();
  loop.turn();
  assert.deepEqual(loop.stalls.map(told), [{ durationMs: 70, cause: "Produce", causeMs: 70 }]);
  assert.deepEqual(loop.stalls[0]?.origin?.stallFields, { client: "b" });
  assert.deepEqual(loop.stalls[0]?.activities, ["Produce"]);
});

test("many short runs without a turn between them are one stall, of what took most of it", () => {
  const loop = new Loop();
  const fetch = loop.watch.activity("Fetch");
  const metadata = loop.watch.activity("Metadata");
  for (let run = 0; run < 8; run++) {
    loop.watch.ran(fetch, loop.pass(7), loop.nowMs, by("a"));
    loop.watch.ran(metadata, loop.pass(3), loop.nowMs, by("a"));
  }
  loop.turn();
  loop.turn();
  assert.deepEqual(loop.stalls.map(told), [{ durationMs: 70, cause: "Fetch", causeMs: 56 }]);
});

test("each turn begins anew", () => {
  const loop = new Loop();
  const produce = loop.watch.activity("Produce");
  for (let turn = 0; turn < 20; turn++) {
    loop.watch.ran(produce, loop.pass(40), loop.nowMs, by("a"));
    loop.turn();
  }
  assert.deepEqual(loop.stalls, []);
  assert.equal(loop.watch.longest?.durationMs, 40);
});

test("work after a wait is suspected of the time before it that nothing else accounts for", () => {
  const loop = new Loop();
  const fetch = loop.watch.activity("Fetch");
  loop.watch.ran(fetch, loop.pass(2), loop.nowMs, by("a"));
  loop.pass(100);
  loop.watch.resumed(fetch, loop.nowMs, by("b"));
  loop.turn();
  loop.turn();
  assert.deepEqual(loop.stalls.map(told), [{ durationMs: 92, cause: "Fetch", causeMs: 92 }]);
  assert.deepEqual(loop.stalls[0]?.origin?.stallFields, { client: "b" });
});

test("a collection is the cause where it took half of the time, told before the turn or after it", () => {
  for (const isToldBefore of [true, false]) {
    const loop = new Loop();
    const produce = loop.watch.activity("Produce");
    const fromMs = loop.pass(80);
    loop.watch.ran(produce, fromMs, loop.nowMs, by("a"));
    if (isToldBefore) loop.watch.collected(fromMs, 60);
    loop.turn();
    if (!isToldBefore) loop.watch.collected(fromMs, 60);
    assert.deepEqual(loop.stalls, [], "told one turn later");
    loop.turn();
    assert.deepEqual(loop.stalls.map(told), [{ durationMs: 80, cause: "garbage collection", causeMs: 60 }]);
  }
});

test("a collection of another time is no cause", () => {
  const loop = new Loop();
  loop.pass(80);
  loop.turn();
  loop.watch.collected(loop.nowMs - 500, 80);
  loop.turn();
  assert.deepEqual(
    loop.stalls.map(({ cause }) => cause),
    ["other"],
  );
});

test("a thread that hardly computed was held up by the machine", () => {
  const loop = new Loop();
  loop.pass(110);
  loop.turn(3);
  loop.turn();
  assert.deepEqual(loop.stalls.map(told), [{ durationMs: 100, cause: "machine", causeMs: 97 }]);
});

test("the last stall is told at the end though the loop never turns again", () => {
  const loop = new Loop();
  loop.pass(80);
  loop.turn();
  loop.watch.finish();
  assert.equal(loop.watch.count, 1);
  assert.equal(loop.watch.longest, loop.stalls[0]);
});

test("delays are told turn by turn, and an idle loop has no work", () => {
  const loop = new Loop();
  loop.pass(15);
  loop.turn();
  loop.turn();
  assert.deepEqual(loop.delays, [0, 5, 0]);
  assert.equal(loop.watch.hasWorked, false);
});
