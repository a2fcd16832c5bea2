import { PerformanceObserver } from "node:perf_hooks";
import type { EventLoop } from "../ports.ts";

/** Short enough to see whatever is worth seeing, and long enough that an idle process stays idle. */
const turnMs = 10;

/** The loop of this thread. Watching it does not keep the process alive. */
export const nodeEventLoop: EventLoop = {
  watch(watcher) {
    let dueMs = performance.now() + turnMs;
    let cpu = process.threadCpuUsage();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      const now = process.threadCpuUsage();
      const cpuMs = (now.user - cpu.user + now.system - cpu.system) / 1000;
      watcher.turned(nowMs, dueMs, cpuMs);
      cpu = now;
      dueMs = nowMs + turnMs;
    }, turnMs).unref();
    const collections = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) watcher.collected(startTime, duration);
    });
    collections.observe({ entryTypes: ["gc"] });
    return () => {
      clearInterval(timer);
      collections.disconnect();
    };
  },
};
