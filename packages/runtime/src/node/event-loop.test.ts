import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeEventLoop } from "./event-loop.ts";

test("the loop of this thread says how late it is, and what it computed", async () => {
  // Watching alone keeps no process alive, and this one has nothing else to do.
  const alive = setInterval(() => undefined, 1000);
  const turns: { lateMs: number; cpuMs: number }[] = [];
  const { promise: isLate, resolve } = Promise.withResolvers<void>();
  const stop = nodeEventLoop.watch({
    turned(nowMs, dueMs, cpuMs) {
      turns.push({ lateMs: nowMs - dueMs, cpuMs });
      if (nowMs - dueMs > 50) resolve();
    },
    collected: () => undefined,
  });
  const fromMs = performance.now();
  while (performance.now() < fromMs + 80);
  await isLate;
  stop();
  clearInterval(alive);
  const { lateMs, cpuMs } = turns.at(-1)!;
  assert.ok(lateMs > 50 && cpuMs > 0, `${lateMs} ms late, ${cpuMs} ms computed`);
});
