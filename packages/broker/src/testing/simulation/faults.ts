import { type Machine, type Simulation, soundDisk, soundNetwork } from "@ottla/simulator";
import { nodeEndpoint } from "./virtual-node.ts";

/** What goes wrong around a node that runs. */
const kinds = ["reset", "cut off", "slow network", "slow disk", "full disk", "clock"] as const;
export type FaultKind = (typeof kinds)[number];

const quarterHourMs = 900_000;

/** Troubles a node and its clients, one fault after another, and mends everything again. */
export class Faults {
  readonly #simulation: Simulation;
  readonly #machine: Machine;
  readonly #clients: () => readonly string[];
  #clockMs = 0;
  readonly counts = new Map<FaultKind, number>();

  constructor(simulation: Simulation, machine: Machine, clients: () => readonly string[]) {
    this.#simulation = simulation;
    this.#machine = machine;
    this.#clients = clients;
  }

  /** Whether there is no room for more than a little. */
  get isDiskFull(): boolean {
    return this.#machine.diskPlan.capacityBytes < soundDisk.capacityBytes;
  }

  /** One fault, for a while. It is mended when this resolves. */
  async trouble(): Promise<void> {
    const { random } = this.#simulation;
    const kind = random.pick(kinds);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.#begin(kind);
    await this.#simulation.sleep(random.pick([20, 200, 3000]) * random.fraction());
    this.#mend();
  }

  #mend(): void {
    const { network } = this.#simulation;
    Object.assign(this.#machine.diskPlan, soundDisk);
    Object.assign(network.plan, soundNetwork);
    network.heal();
  }

  #begin(kind: FaultKind): void {
    const { random, network } = this.#simulation;
    const disk = this.#machine.diskPlan;
    switch (kind) {
      case "reset":
        for (const client of this.#some()) network.resetBetween(client, nodeEndpoint.host);
        return;
      case "cut off":
        network.partition(this.#some(), [nodeEndpoint.host]);
        return;
      case "slow network":
        network.plan.latencyMs = [1, random.pick([20, 300])];
        network.plan.pieceBytes = random.pick([100, 1000, 65_536]);
        network.plan.resetChance = random.pick([0, 0.01]);
        return;
      case "slow disk":
        disk.syncMs = [1, random.pick([30, 1000])];
        disk.stallChance = random.pick([0, 0.02]);
        disk.stallMs = [10, 2000];
        return;
      case "full disk":
        disk.capacityBytes = this.#usedBytes() + random.pick([0, 100, 5000, 50_000]);
        return;
      case "clock": {
        const offsetMs = random.between(-quarterHourMs, quarterHourMs);
        this.#machine.moveClock(offsetMs - this.#clockMs);
        this.#clockMs = offsetMs;
      }
    }
  }

  #some(): string[] {
    const { random } = this.#simulation;
    return this.#clients().filter(() => random.chance(0.4));
  }

  #usedBytes(): number {
    return Array.from(this.#machine.files().values()).reduce((sum, content) => sum + content.length, 0);
  }
}
