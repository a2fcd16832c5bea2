import { type Machine, Simulation, type VirtualWorld } from "@ottla/simulator";
import type { Appended } from "../log/appended.ts";
import { Log } from "../log/log.ts";
import { defaultLogConfig, type LogConfig } from "../log/log-config.ts";
import type { LogOptions } from "../log/log-options.ts";
import { createLogShared, type LogShared, type LogSharedOptions } from "../log/log-shared.ts";
import { bytesOf, plainBatch, type SentBatch } from "./sent-batch.ts";

/** Settings under which a few records make a few segments. */
export const smallConfig: LogConfig = { ...defaultLogConfig, segmentBytes: 400, indexIntervalBytes: 100 };

export const logDirectory = "/data/t-0";

/** A machine in a virtual world, and logs on it. */
export class VirtualLogs {
  readonly simulation: Simulation;
  readonly machine: Machine;
  world: VirtualWorld;
  shared: LogShared;

  constructor(simulation: Simulation, options: Partial<LogSharedOptions> = {}) {
    this.simulation = simulation;
    this.machine = simulation.machine();
    this.world = this.machine.boot();
    this.shared = createLogShared({ ...this.world, ...options });
  }

  /** The log `t-0`, which begins if it is not there. */
  async open(options: Partial<LogOptions> = {}): Promise<Log> {
    return await Log.open({
      shared: this.shared,
      directory: logDirectory,
      topic: "t",
      partition: 0,
      topicId: null,
      config: defaultLogConfig,
      ...options,
    });
  }

  /** The program is killed, and the next one starts. */
  restart(options: Partial<LogSharedOptions> = {}): void {
    this.machine.kill();
    this.world = this.machine.boot();
    this.shared = createLogShared({ ...this.world, ...options });
  }

  /** What a file of the log's directory holds. */
  content(name: string): Buffer | undefined {
    return this.machine.files().get(`${logDirectory}/${name}`);
  }

  /** Names in the log's directory. */
  get names(): string[] {
    const prefix = `${logDirectory}/`;
    return [...this.machine.files().keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .toSorted();
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    await this.world.disk.replaceFile(`${logDirectory}/${name}`, content);
  }
}

/** Runs a test in a virtual world of its own. */
export function inVirtualWorld(
  body: (logs: VirtualLogs) => Promise<void>,
  options: Partial<LogSharedOptions> = {},
): () => Promise<void> {
  return async () => {
    const simulation = new Simulation({ seed: 1 });
    await simulation.run(() => body(new VirtualLogs(simulation, options)));
  };
}

/** Appends, and waits until it is written. Throws where the log refuses. */
export async function append(log: Log, batch: SentBatch | string, leaderEpoch = 0): Promise<Appended> {
  const sent = typeof batch === "string" ? plainBatch([batch], 1000) : batch;
  const origin = sent.marker === null ? "client" : "coordinator";
  const result = log.append(bytesOf(sent), { origin, leaderEpoch });
  if (result.kind !== "appended") throw new Error(`refused: ${JSON.stringify(result)}`);
  await result.written;
  return result;
}
