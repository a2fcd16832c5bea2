import { Machine } from "./machine.ts";
import { VirtualNetwork } from "./network/virtual-network.ts";
import { SeededRandom } from "./seeded-random.ts";
import { VirtualTime } from "./time/virtual-time.ts";

/** Nothing is left that could happen, and the simulation still waits for something. */
export class DeadlockError extends Error {
  constructor(elapsedMs: number) {
    super(`nothing is left to happen after ${elapsedMs.toFixed(3)} virtual ms, and something still waits`);
    this.name = "DeadlockError";
  }
}

export interface SimulationOptions {
  readonly seed: number;
  /** More is a loop that never ends. */
  readonly maxEvents?: number;
}

const defaultMaxEvents = 20_000_000;

/**
 * Machines, the network between them, and the time they share. Everything that is left to chance comes from the seed, so the
 * same seed is the same story.
 *
 * The program under test must wait for nothing but the ports: a real timer or file would make it wait for ever here.
 */
export class Simulation {
  readonly seed: number;
  /** For the test's own choices. */
  readonly random: SeededRandom;
  readonly time = new VirtualTime();
  readonly network: VirtualNetwork;
  readonly #machineRandom: SeededRandom;
  readonly #machines = new Map<string, Machine>();
  readonly #maxEvents: number;
  #eventWaiters: { readonly count: number; readonly resolve: () => void }[] = [];
  #isRunning = false;

  constructor({ seed, maxEvents = defaultMaxEvents }: SimulationOptions) {
    const random = new SeededRandom(seed);
    this.seed = seed;
    this.random = random.fork();
    this.network = new VirtualNetwork(this.time, random.fork());
    this.#machineRandom = random.fork();
    this.#maxEvents = maxEvents;
  }

  /** The machine of that name, made when it is first asked for. */
  machine(name = "machine"): Machine {
    let machine = this.#machines.get(name);
    if (machine === undefined) {
      const { time, network } = this;
      machine = new Machine(name, { time, network, random: this.#machineRandom.fork() });
      this.#machines.set(name, machine);
    }
    return machine;
  }

  /** Runs `body`, and lets things happen until it has settled. Rejects with DeadlockError when nothing more can. */
  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.#isRunning) throw new Error("the simulation is running already");
    this.#isRunning = true;
    try {
      return await this.#drive(body());
    } finally {
      this.#isRunning = false;
    }
  }

  /** Resolves when so much virtual time has passed. Only within {@link run}. */
  async sleep(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => this.time.schedule(delayMs, resolve));
  }

  /** Resolves when so many more things have happened, whatever they are, or nothing is left to. Only within {@link run}. */
  async events(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#eventWaiters.push({ count: this.time.eventCount + count, resolve });
    });
  }

  async #drive<T>(running: Promise<T>): Promise<T> {
    let hasSettled = false;
    const settle = (): void => {
      hasSettled = true;
    };
    running.then(settle, settle);
    const last = this.time.eventCount + this.#maxEvents;
    for (;;) {
      await everyoneWaits();
      if (hasSettled) return await running;
      if (this.time.eventCount > last) throw new Error(`no end after ${this.#maxEvents} events`);
      if (this.#wakeEventWaiters(this.time.eventCount) || this.time.step()) continue;
      // What comes now comes from nobody but those who wait for events that will not happen any more.
      if (!this.#wakeEventWaiters(Number.POSITIVE_INFINITY)) throw new DeadlockError(this.time.elapsedMs);
    }
  }

  #wakeEventWaiters(eventCount: number): boolean {
    const due = this.#eventWaiters.filter(({ count }) => count <= eventCount);
    if (due.length === 0) return false;
    this.#eventWaiters = this.#eventWaiters.filter(({ count }) => count > eventCount);
    for (const { resolve } of due) resolve();
    return true;
  }
}

/** Resolves once every promise that can settle without an event has: ticks run when no microtask is left. */
function everyoneWaits(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
