/** The two brokers beside each other: both run all the time, and only one of them has something to do. */
import type { Broker, TargetName } from "../interop/foundation/broker.ts";
import { startBroker } from "../interop/foundation/targets.ts";

export const targets = ["ottla", "kafka"] as const satisfies readonly TargetName[];

/** Each broker takes the next port for its controller. Rows that start brokers themselves have ports of their own. */
export const ports = {
  running: { ottla: 22_000, kafka: 22_010 },
  own: { ottla: 22_020, kafka: 22_030 },
} as const satisfies Record<string, Record<TargetName, number>>;

/** Starts both when they are first asked for. */
export class BrokerPair {
  #running: Readonly<Record<TargetName, Broker>> | null = null;

  async running(): Promise<Readonly<Record<TargetName, Broker>>> {
    if (this.#running !== null) return this.#running;
    const ottla = await startBroker("ottla", { port: ports.running.ottla, purpose: "speed" });
    try {
      const kafka = await startBroker("kafka", { port: ports.running.kafka, purpose: "speed" });
      this.#running = { ottla, kafka };
    } catch (error) {
      await ottla.stop();
      throw error;
    }
    return this.#running;
  }

  /** Stops both; the next row to need them gets new ones. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    for (const target of targets) await running[target].stop();
  }
}
