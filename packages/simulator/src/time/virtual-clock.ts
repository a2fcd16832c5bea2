import type { Clock, Timer } from "@ottla/runtime";
import type { Life } from "../life.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** Where virtual time begins, as wall-clock time: the third of July 2033, when Kafka would have been 150. */
export const beginningMs: number = Date.UTC(2033, 6, 3);

/** The clock of one machine, as the program sees it that runs there. */
export class VirtualClock implements Clock {
  readonly #time: VirtualTime;
  readonly #life: Life;
  readonly #wall: { offsetMs: number };

  /** `wall` says how far this machine's wall clock is off. It may be changed at any time: then the clock jumps. */
  constructor(time: VirtualTime, life: Life, wall: { offsetMs: number } = { offsetMs: 0 }) {
    this.#time = time;
    this.#life = life;
    this.#wall = wall;
  }

  now(): number {
    return Math.floor(beginningMs + this.#time.elapsedMs + this.#wall.offsetMs);
  }

  monotonic(): number {
    return this.#time.elapsedMs;
  }

  giveWay(): Promise<void> {
    return new Promise((resolve) => this.schedule(0, resolve));
  }

  schedule(delayMs: number, callback: () => void): Timer {
    return this.#time.schedule(delayMs, () => {
      if (!this.#life.isOver) callback();
    });
  }
}
