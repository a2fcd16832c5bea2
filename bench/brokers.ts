/** The two brokers beside each other: both run all the time, and only one of them has something to do. */
import { rmSync } from "node:fs";
import type { Broker, TargetName } from "../interop/foundation/broker.ts";
import { startBroker } from "../interop/foundation/targets.ts";
import { type Stalls, stallsIn, worstOf } from "./stalls.ts";

export const targets = ["ottla", "kafka"] as const satisfies readonly TargetName[];

/** Each broker takes the next port for its controller. Rows that start brokers themselves have ports of their own. */
export const ports = {
  running: { ottla: 22_000, kafka: 22_010 },
  own: { ottla: 22_020, kafka: 22_030 },
} as const satisfies Record<string, Record<TargetName, number>>;

/** Of the bare program that measures what the machine can do. */
export const floorPort = 22_004;

/** For starting and for stopping: with ten thousand partitions, Apache Kafka takes more than a minute for each where it is slow. */
const patienceMs = 300_000;

export type Pair = Readonly<Record<TargetName, Broker>>;

/**
 * Starts and stops brokers for the rows. Ottla is a new process for every row, since it tells its stalls when it stops;
 * Apache Kafka stays, and has been warm for longer.
 */
export class Brokers {
  readonly #running: Partial<Record<TargetName, Broker>> = {};
  #stalls: Stalls[] = [];

  /** Both running; ours new. */
  async forRow(): Promise<Pair> {
    await this.stopOurs();
    this.#stalls = [];
    const ottla = (this.#running.ottla = await this.#start("ottla", { port: ports.running.ottla }));
    const kafka = (this.#running.kafka ??= await this.#start("kafka", { port: ports.running.kafka }));
    return { ottla, kafka };
  }

  /** For rows that start and stop brokers themselves. */
  async startOwn(target: TargetName, directory: string): Promise<Broker> {
    return this.#start(target, { port: ports.own[target], directory });
  }

  /** Ours alone. */
  async startSoaked(settings: Readonly<Record<string, string>>): Promise<Broker> {
    return this.#start("ottla", { port: ports.running.ottla, settings });
  }

  /** The stalls of ours that have stopped since the last time that somebody asked. */
  takeStalls(): Stalls | null {
    const worst = worstOf(this.#stalls);
    this.#stalls = [];
    return worst;
  }

  /** Ends the row of {@link forRow}: its stalls are known then, and nothing of it is left in the page cache. */
  async stopOurs(): Promise<void> {
    const directory = this.#running.ottla?.directory;
    await this.#stop("ottla");
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Stops both; the next row to need them gets new ones. */
  async stop(): Promise<void> {
    for (const target of targets) await this.#stop(target);
  }

  async #stop(target: TargetName): Promise<void> {
    const broker = this.#running[target];
    delete this.#running[target];
    await broker?.stop();
  }

  async #start(target: TargetName, options: Parameters<typeof startBroker>[1]): Promise<Broker> {
    const broker = await startBroker(target, { purpose: "speed", startLimitMs: patienceMs, ...options });
    return {
      ...broker,
      stop: async () => {
        const code = await broker.stop(patienceMs);
        const stalls = target === "ottla" ? stallsIn(broker.log()) : null;
        if (stalls !== null) this.#stalls.push(stalls);
        return code;
      },
    };
  }
}
