import assert from "node:assert/strict";
import { test } from "node:test";
import { listGroups, metadata } from "@ottla/protocol";
import { type EventLoop, type LoopWatcher, MetricsRegistry } from "@ottla/runtime";
import { RequestMetrics } from "../dispatch/request-metrics.ts";
import { LogLevels } from "./log-levels.ts";
import { LoopHealth } from "./loop-health.ts";

/** The health of a loop that turns when told to, in a time of its own. */
class Watched {
  readonly registry = new MetricsRegistry();
  readonly lines: Record<string, unknown>[] = [];
  readonly health: LoopHealth;
  readonly requests: RequestMetrics;
  nowMs = 0;
  #dueMs = 0;
  #watcher: LoopWatcher | null = null;

  constructor() {
    const levels = new LogLevels({
      level: "INFO",
      format: "json",
      write: (line: string) => this.lines.push(JSON.parse(line)),
    });
    const clock = {
      now: () => 0,
      monotonic: () => this.nowMs,
      giveWay: () => assert.fail(),
      schedule: () => assert.fail(),
    };
    this.health = new LoopHealth({ clock, logger: levels.logger(), registry: this.registry });
    this.requests = new RequestMetrics(this.registry, this.health.watch);
    const loop: EventLoop = {
      watch: (watcher) => {
        this.#watcher = watcher;
        return () => {
          this.#watcher = null;
        };
      },
    };
    this.health.start(loop);
    this.turn();
  }

  get isWatched(): boolean {
    return this.#watcher !== null;
  }

  turn(): void {
    this.nowMs = Math.max(this.nowMs, this.#dueMs);
    this.#watcher!.turned(this.nowMs, this.#dueMs, this.nowMs);
    this.#dueMs = this.nowMs + 10;
  }

  answerMetadata(ms: number, clientId = "c"): void {
    const fromMs = this.nowMs;
    this.nowMs += ms;
    this.requests.ran(metadata, fromMs, this.nowMs, { stallFields: { apiVersion: 12, clientId } });
    this.turn();
  }
}

test("a stall is a metric by its cause, and a warning that says whose request it was", async () => {
  const watched = new Watched();
  watched.answerMetadata(70, "slow");
  watched.turn();
  const { text } = await watched.registry.exposition();
  assert.match(text, /ottla_event_loop_stall_seconds_count\{cause="Metadata"\} 1/);
  assert.match(text, /ottla_event_loop_longest_stall_seconds 0\.07/);
  assert.match(text, /ottla_event_loop_delay_seconds_count 3/);
  const [line] = watched.lines;
  assert.equal(line?.["message"], "the event loop stalled");
  assert.equal(line?.["cause"], "Metadata");
  assert.equal(line?.["clientId"], "slow");
  assert.equal(line?.["apiVersion"], 12);
  assert.equal(line?.["durationMs"], 70);
});

test("of many stalls the log tells one every five seconds, and the metric all", async () => {
  const watched = new Watched();
  for (let stall = 0; stall < 100; stall++) watched.answerMetadata(99);
  watched.turn();
  assert.equal(watched.lines.length, 2);
  assert.equal(watched.lines[1]?.["leftOut"], 50);
  const { text } = await watched.registry.exposition();
  assert.match(text, /ottla_event_loop_stall_seconds_count\{cause="Metadata"\} 100/);
});

test("at the end the log tells the longest stall, short as it may be", () => {
  const watched = new Watched();
  watched.answerMetadata(34);
  watched.answerMetadata(5);
  watched.health.stop();
  assert.equal(watched.isWatched, false);
  assert.deepEqual(
    watched.lines.map(({ message }) => message),
    ["longest stall of the event loop: 34 ms, in Metadata"],
  );
  assert.equal(watched.lines[0]?.["stalls"], 0);
  assert.deepEqual(watched.lines[0]?.["longestByCause"], {});
});

test("at the end the log tells the longest stall of each cause too", () => {
  const watched = new Watched();
  for (const ms of [60, 80, 70]) watched.answerMetadata(ms);
  watched.nowMs += 110;
  watched.turn();
  watched.health.stop();
  assert.deepEqual(watched.lines.at(-1)?.["longestByCause"], { Metadata: 80, other: 100 });
});

test("a node that did nothing has nothing to tell", () => {
  const watched = new Watched();
  watched.turn();
  watched.health.stop();
  assert.deepEqual(watched.lines, []);
});

test("a request that goes on after a wait is suspected of what held the loop up before", async () => {
  const watched = new Watched();
  watched.nowMs += 90;
  watched.requests.resumed(listGroups, watched.nowMs, { stallFields: {} });
  watched.turn();
  watched.health.stop();
  const { text } = await watched.registry.exposition();
  assert.match(text, /ottla_event_loop_stall_seconds_count\{cause="ListGroups"\} 1/);
});
