import type { Timer } from "@ottla/runtime";
import type { Segment } from "../segment/segment.ts";
import type { LogState } from "./log-state.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

/** Longer waits are not scheduled. */
const longestTimerMs = 2_147_483_647;

/**
 * Segments that are no longer part of their log, whose files stay for `file.delete.delay.ms`: readers may still be at work
 * on them. What cannot be removed then, or is still waiting when the log is closed, is removed at the next start.
 */
export class LeavingSegments {
  readonly #state: LogState;
  readonly #work: OneAtATime;
  readonly #onFailure: (error: Error) => void;
  readonly #waiting = new Map<Timer, readonly Segment[]>();

  constructor(state: LogState, work: OneAtATime, onFailure: (error: Error) => void) {
    this.#state = state;
    this.#work = work;
    this.#onFailure = onFailure;
  }

  /** Removes the files of these names, which are the segments', once the time has come. */
  add(segments: readonly Segment[], names: readonly string[]): void {
    const { config, directory, shared } = this.#state;
    const timer = shared.clock.schedule(Math.min(config.fileDeleteDelayMs, longestTimerMs), () => {
      this.#waiting.delete(timer);
      const removal = this.#work.run(async () => {
        for (const segment of segments) await segment.close();
        for (const name of names) await shared.disk.remove(`${directory.path}/${name}`);
      });
      removal.catch((error: unknown) => this.#onFailure(error as Error)); // From the disk.
    });
    this.#waiting.set(timer, segments);
  }

  /** Gives up what waits, and closes its files. */
  async close(): Promise<void> {
    for (const timer of this.#waiting.keys()) timer.cancel();
    for (const segments of this.#waiting.values()) {
      for (const segment of segments) await segment.close();
    }
    this.#waiting.clear();
  }
}
