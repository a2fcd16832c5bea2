import type { Clock, Timer } from "@ottla/runtime";

/** Longer waits are not scheduled: an interval of "never" and its like. */
const longestTimerMs = 2_147_483_647;

/**
 * Runs `task` every `intervalMs`, counted from the end of one run to the beginning of the next, until the returned function
 * is called. That resolves once a run that is under way has ended.
 */
export function periodically(
  clock: Clock,
  intervalMs: number,
  task: () => Promise<void>,
  onError: (error: Error) => void,
): () => Promise<void> {
  let timer: Timer | null = null;
  let running: Promise<void> | null = null;
  let isStopped = intervalMs > longestTimerMs;
  const wait = (): void => {
    if (isStopped) return;
    timer = clock.schedule(intervalMs, () => {
      running = task()
        .catch((error: unknown) => onError(error as Error)) // What is thrown comes from the disk.
        .finally(() => {
          running = null;
          wait();
        });
    });
  };
  wait();
  return async () => {
    isStopped = true;
    timer?.cancel();
    await running;
  };
}
