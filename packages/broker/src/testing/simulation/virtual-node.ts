import type { Machine } from "@ottla/simulator";
import { completedSettings } from "../../start/given-settings.ts";
import { planNode } from "../../start/plan-node.ts";
import { RunningNode } from "../../start/running-node.ts";
import { LogLevels } from "../../telemetry/log-levels.ts";

/** Where clients find the node. */
export const nodeEndpoint = { host: "node", port: 9092 };

/** Lines of the node's log that are kept: what came last explains a failure best. */
const maxLogLines = 40;

/**
 * A whole node on a virtual machine: built by the same composition root, and planned from settings by the same rules, as
 * the program that operators start.
 */
export class VirtualNode {
  readonly machine: Machine;
  readonly #settings: ReadonlyMap<string, string>;
  readonly #logLines: string[] = [];
  #running: RunningNode | null = null;
  #onFailure: (error: Error) => void = () => {};

  constructor(machine: Machine, settings: Readonly<Record<string, string>>) {
    this.machine = machine;
    this.#settings = new Map([
      ["listeners", `PLAINTEXT://:${nodeEndpoint.port}`],
      ["advertised.listeners", `PLAINTEXT://${nodeEndpoint.host}:${nodeEndpoint.port}`],
      ["log.dirs", "/data"],
      ...Object.entries(settings),
    ]);
  }

  /** The last lines of its log, warnings and worse. */
  get logLines(): readonly string[] {
    return this.#logLines;
  }

  /**
   * Boots the machine, and starts the node, which serves when this resolves. It does not settle if the machine is ended
   * before. `onFailure` hears when the node can go on no more.
   */
  async start(onFailure: (error: Error) => void): Promise<void> {
    this.#running = null;
    const plan = planNode(completedSettings(this.#settings), {
      hostName: nodeEndpoint.host,
      clusterId: null,
      absolute: (path) => path,
    });
    this.#onFailure = onFailure;
    this.#running = await RunningNode.start({
      plan,
      world: this.machine.boot(),
      logLevels: new LogLevels({ level: "WARN", format: "json", write: (line) => this.#keep(line) }),
      onFailure: (error) => this.#onFailure(error),
    });
  }

  /** Stops in order, as a signal makes the program do; then the process is gone. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#onFailure = () => {};
    await running?.stop();
    this.machine.kill();
  }

  #keep(line: string): void {
    this.#logLines.push(line.trimEnd());
    if (this.#logLines.length > maxLogLines) this.#logLines.shift();
  }
}
