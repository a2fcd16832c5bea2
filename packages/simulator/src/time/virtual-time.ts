import type { Timer } from "@ottla/runtime";
import { EventQueue, type VirtualEvent } from "./event-queue.ts";

/**
 * Time that passes only when something happens: from one event to the next, with nothing in between. All machines of a
 * simulation share it.
 */
export class VirtualTime {
  readonly #queue = new EventQueue();
  #elapsedMs = 0;
  #sequence = 0;
  #eventCount = 0;

  /** Virtual milliseconds since the beginning. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** How much has happened. */
  get eventCount(): number {
    return this.#eventCount;
  }

  schedule(delayMs: number, happen: () => void): Timer {
    const event: VirtualEvent = {
      dueMs: this.#elapsedMs + Math.max(0, delayMs),
      sequence: this.#sequence++,
      happen,
      isCancelled: false,
    };
    this.#queue.add(event);
    return {
      cancel() {
        event.isCancelled = true;
      },
    };
  }

  /** Lets the next thing happen. False: nothing is left that could. */
  step(): boolean {
    for (;;) {
      const event = this.#queue.take();
      if (event === null) return false;
      if (event.isCancelled) continue;
      this.#elapsedMs = event.dueMs;
      this.#eventCount++;
      event.happen();
      return true;
    }
  }
}
