import type { Clock } from "../ports.ts";

/** The machine's clock. Its timers do not keep the process alive. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  giveWay: () => new Promise((resolve) => setImmediate(resolve)),
  schedule(delayMs, callback) {
    const dueMs = performance.now() + delayMs;
    let timer = arm();
    return { cancel: () => clearTimeout(timer) };

    function arm(): NodeJS.Timeout {
      const restMs = Math.min(dueMs - performance.now(), longestTimeoutMs);
      return setTimeout(fire, Math.max(0, Math.ceil(restMs))).unref();
    }

    // Node may fire a fraction of a millisecond early, and never waits longer than 2^31 - 1 ms.
    function fire(): void {
      if (performance.now() < dueMs) timer = arm();
      else callback();
    }
  },
};

/** What Node can wait in one go; longer delays wait several times. */
const longestTimeoutMs = 0x7fffffff;
