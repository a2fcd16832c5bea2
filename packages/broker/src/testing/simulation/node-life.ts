import type { Simulation } from "@ottla/simulator";
import { checkAll } from "./check-all.ts";
import { Clients } from "./clients.ts";
import { type FaultKind, Faults } from "./faults.ts";
import { Trace } from "./trace.ts";
import { VirtualNode } from "./virtual-node.ts";

/** How a run of the node ends. */
const ends = ["kill", "power", "clean"] as const;

/** What was seen while it lasted. */
export interface NodeLifeReport {
  readonly cycles: number;
  /** Starts that were ended before the node served. */
  readonly crashedStarts: number;
  /** Runs that the node ended itself, being unable to go on. */
  readonly failures: number;
  readonly clientCrashes: number;
  readonly acknowledged: number;
  readonly virtualMs: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
}

const settings: Readonly<Record<string, string>> = {
  "offsets.topic.num.partitions": "3",
  "group.initial.rebalance.delay.ms": "100",
  "group.min.session.timeout.ms": "1000",
  "group.consumer.min.session.timeout.ms": "1000",
  "group.consumer.session.timeout.ms": "3000",
  "group.consumer.min.heartbeat.interval.ms": "100",
  "group.consumer.heartbeat.interval.ms": "500",
  // So low that lives meet snapshots, checkpoints and flushes.
  "metadata.log.max.record.bytes.between.snapshots": "5000",
  "log.flush.offset.checkpoint.interval.ms": "500",
  "log.flush.start.offset.checkpoint.interval.ms": "500",
  "replica.high.watermark.checkpoint.interval.ms": "300",
  "log.retention.check.interval.ms": "1000",
};

/** More is not being able to start, stop, or go on. Longer than any timeout of clients and network. */
const patienceMs = 120_000;

/**
 * A node on a virtual machine that is ended again and again, in the middle of whatever it does, with clients that work on all
 * the time. What they were told must hold from then on, and when nothing goes wrong any more, everybody makes progress.
 */
export class NodeLife {
  readonly #simulation: Simulation;
  /** `flush.messages=1`: what is acknowledged outlives a power cut. Otherwise a power cut leaves a beginning. */
  readonly #isSynced: boolean;
  readonly #node: VirtualNode;
  readonly #trace = new Trace();
  readonly #clients: Clients;
  readonly #faults: Faults;
  /** Rejects at the first thing that must not be. */
  readonly #fault = Promise.withResolvers<never>();
  /** Resolves when the fault is mended that goes on. */
  #troubles: Promise<void> = Promise.resolve();
  #hasClients = false;
  #hasLoss = false;
  #cycles = 0;
  #crashedStarts = 0;
  #failures = 0;
  #clientCrashes = 0;
  /** Resolves when the node says that it cannot go on. */
  #failed: Promise<Error> = new Promise(() => {});

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#isSynced = simulation.random.chance(0.6);
    const machine = simulation.machine("node");
    this.#node = new VirtualNode(machine, {
      ...settings,
      ...(this.#isSynced && { "log.flush.interval.messages": "1" }),
    });
    this.#fault.promise.catch(() => {});
    this.#clients = new Clients(simulation, this.#trace, (error) => this.#fault.reject(error));
    this.#faults = new Faults(simulation, machine, () => this.#clients.names);
  }

  get report(): NodeLifeReport {
    return {
      cycles: this.#cycles,
      crashedStarts: this.#crashedStarts,
      failures: this.#failures,
      clientCrashes: this.#clientCrashes,
      acknowledged: this.#clients.history.acknowledgedCount,
      virtualMs: this.#simulation.time.elapsedMs,
      faults: this.#faults.counts,
    };
  }

  /** Lives through so many runs of the node, then lets everything come to rest, and checks it. Returns the trace's digest. */
  async live(cycles: number): Promise<string> {
    const onUnhandled = (error: unknown): void => this.#fault.reject(error);
    process.on("unhandledRejection", onUnhandled);
    try {
      await this.#start();
      await this.#within("the topics are created", this.#clients.start());
      this.#hasClients = true;
      for (; this.#cycles < cycles; this.#cycles++) {
        if (this.#cycles > 0) await this.#start();
        await this.#makeUpForLoss();
        await this.#run();
        await this.#end();
      }
      await this.#rest();
      return this.#trace.digest();
    } catch (error) {
      throw new Error(explain(error, this.#node.logLines), { cause: error });
    } finally {
      process.off("unhandledRejection", onUnhandled);
    }
  }

  /** Until the node serves: it may be ended a few times before, and may find its disk full. */
  async #start(): Promise<void> {
    for (;;) {
      try {
        if (await this.#tryToStart()) return;
      } catch (error) {
        if (!this.#faults.isDiskFull) throw error;
        this.#failures++;
        this.#node.machine.kill();
        await this.#orFault(this.#troubles);
      }
    }
  }

  async #tryToStart(): Promise<boolean> {
    const { random } = this.#simulation;
    if (random.chance(0.6)) {
      await this.#within("the node starts", this.#boot());
      return true;
    }
    const events = this.#simulation.events(random.between(1, random.pick([20, 400])));
    const isUp = await this.#orFault(Promise.race([this.#boot().then(() => true), events.then(() => false)]));
    if (isUp) return true;
    this.#crashedStarts++;
    this.#crash();
    return false;
  }

  async #boot(): Promise<void> {
    const failed = Promise.withResolvers<Error>();
    this.#failed = failed.promise;
    await this.#node.start(failed.resolve);
  }

  /** One fault after another, and crashes of clients, for a while or until the node gives up. */
  async #run(): Promise<void> {
    const { random } = this.#simulation;
    const isOver = { value: false };
    const lifetime = this.#pass(random.pick([100, 2000, 8000]));
    this.#troubles = this.#trouble(isOver);
    await this.#orFault(Promise.race([lifetime, this.#failed]));
    isOver.value = true;
  }

  async #trouble(isOver: { readonly value: boolean }): Promise<void> {
    const { random } = this.#simulation;
    for (;;) {
      await this.#pass(random.pick([50, 1000]));
      if (isOver.value) return;
      if (random.chance(0.3)) {
        this.#clients.crash();
        this.#clientCrashes++;
      } else {
        await this.#faults.trouble();
      }
    }
  }

  /** Some time, and then in the middle of something: most of the time, nothing happens. */
  async #pass(longestMs: number): Promise<void> {
    const { random } = this.#simulation;
    await this.#simulation.sleep(longestMs * random.fraction());
    await this.#simulation.events(random.below(40));
  }

  async #end(): Promise<void> {
    const { random } = this.#simulation;
    const failure = await Promise.race([this.#failed, Promise.resolve(null)]);
    if (failure !== null) this.#failures++;
    this.#failed = new Promise(() => {});
    const end = random.pick(ends);
    if (end === "clean") await this.#stop(failure !== null);
    else this.#crash();
    // What was wrong may be so when the node starts again.
    if (random.chance(0.7)) await this.#orFault(this.#troubles);
    await this.#simulation.sleep(random.pick([0, 100, 5000]) * random.fraction());
  }

  async #stop(hasFailed: boolean): Promise<void> {
    const { random } = this.#simulation;
    const stopped = this.#node.stop().catch((error: unknown) => {
      // What failed before may fail again on the way out; the process ends all the same.
      if (!hasFailed && !this.#faults.isDiskFull) throw error;
      this.#node.machine.kill();
    });
    if (random.chance(0.3)) {
      await this.#orFault(Promise.race([stopped, this.#simulation.events(random.between(1, 300))]));
      this.#crash();
    } else {
      await this.#within("the node stops", stopped);
    }
  }

  #crash(): void {
    if (this.#simulation.random.chance(0.4)) {
      this.#node.machine.kill();
      return;
    }
    this.#node.machine.cutPower();
    // Before anybody works with the node, nothing is promised that could be lost.
    if (this.#isSynced || !this.#hasClients) return;
    this.#clients.crashAll();
    this.#hasLoss = true;
  }

  /** After a power cut that may have taken records, clients begin anew with what there is. */
  async #makeUpForLoss(): Promise<void> {
    if (!this.#hasLoss) return;
    this.#hasLoss = false;
    await this.#within("what is left is read", this.#clients.replaceAll());
  }

  /** Nothing goes wrong any more: all must come to an end, and agree. */
  async #rest(): Promise<void> {
    await this.#orFault(this.#troubles);
    await this.#within("the node starts", this.#boot());
    await this.#makeUpForLoss();
    await this.#within("writers finish", this.#clients.closeWriters());
    const checker = this.#clients.site("checker");
    await this.#within("groups read everything", checkAll(checker, this.#clients.history));
    await this.#within("readers finish", this.#clients.closeReaders());
    await this.#within("the node stops", this.#node.stop());
    await this.#within("the node starts", this.#boot());
    await this.#within("the last check", checkAll(checker, this.#clients.history));
    await this.#within("the node stops", this.#node.stop());
    for (const [path, content] of this.#node.machine.files()) this.#trace.add(0, path, content);
  }

  /** Fails when it takes too long, or when something else has failed meanwhile. */
  async #within<T>(what: string, awaited: Promise<T>): Promise<T> {
    const { time } = this.#simulation;
    const tooLong = Promise.withResolvers<never>();
    const timer = time.schedule(patienceMs, () => {
      tooLong.reject(new Error(`${what}: not within ${patienceMs} virtual ms`));
    });
    const failed = this.#failed.then((error) => {
      throw error;
    });
    try {
      return await this.#orFault(Promise.race([awaited, tooLong.promise, failed]));
    } finally {
      timer.cancel();
    }
  }

  async #orFault<T>(awaited: Promise<T>): Promise<T> {
    return await Promise.race([awaited, this.#fault.promise]);
  }
}

function explain(error: unknown, logLines: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  return [message, ...logLines.slice(-5)].join("\n");
}
