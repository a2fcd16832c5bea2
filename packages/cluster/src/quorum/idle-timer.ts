import type { Clock, Timer } from "@ottla/runtime";

/** Calls back whenever nothing has happened for a while. Each call counts as something that happened. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #onIdle: () => void;
  #lastMs: number;
  #timer: Timer | null = null;

  /** An interval of 0 never calls back. */
  constructor(clock: Clock, intervalMs: number, onIdle: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#onIdle = onIdle;
    this.#lastMs = clock.monotonic();
    if (intervalMs > 0) this.#arm(intervalMs);
  }

  /** Something happened. */
  touch(): void {
    this.#lastMs = this.#clock.monotonic();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #arm(delayMs: number): void {
    this.#timer = this.#clock.schedule(delayMs, () => {
      const restMs = this.#lastMs + this.#intervalMs - this.#clock.monotonic();
      if (restMs > 0) return this.#arm(restMs);
      this.touch();
      this.#arm(this.#intervalMs);
      this.#onIdle();
    });
  }
}
