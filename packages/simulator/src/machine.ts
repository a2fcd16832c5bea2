import type { World } from "@ottla/runtime";
import { type DiskPlan, soundDisk } from "./disk/disk-plan.ts";
import type { Survival } from "./disk/file-node.ts";
import { VirtualDisk } from "./disk/virtual-disk.ts";
import { Volume } from "./disk/volume.ts";
import type { Life } from "./life.ts";
import type { VirtualNetwork } from "./network/virtual-network.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { VirtualClock } from "./time/virtual-clock.ts";
import type { VirtualTime } from "./time/virtual-time.ts";

/** The four ports of a machine that runs, and its disk as what it is. */
export interface VirtualWorld extends World {
  readonly disk: VirtualDisk;
}

const survivals: readonly Survival[] = ["none", "all", "prefix", "subset", "subset", "subset"];

/**
 * A computer: a name in the network, a disk that outlives its programs, and a clock. It runs one program at a time. A
 * program that is stopped from outside stops where it stands: nothing calls it back any more.
 */
export class Machine {
  readonly name: string;
  readonly diskPlan: DiskPlan = { ...soundDisk };
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  readonly #network: VirtualNetwork;
  readonly #volume = new Volume();
  readonly #wall = { offsetMs: 0 };
  #life: Life = { isOver: true };

  constructor(
    name: string,
    parts: {
      readonly time: VirtualTime;
      readonly random: SeededRandom;
      readonly network: VirtualNetwork;
    },
  ) {
    this.name = name;
    this.#time = parts.time;
    this.#random = parts.random;
    this.#network = parts.network;
  }

  /** Starts the machine, or kills what runs and starts anew. Gives the world that the next program runs in. */
  boot(): VirtualWorld {
    if (!this.#life.isOver) this.kill();
    const life: Life = { isOver: false };
    this.#life = life;
    const parts = { volume: this.#volume, plan: this.diskPlan, time: this.#time, random: this.#random };
    return {
      clock: new VirtualClock(this.#time, life, this.#wall),
      random: this.#random.fork(),
      disk: new VirtualDisk(parts, life),
      network: this.#network.at(this.name, life),
    };
  }

  /** `kill -9`: what was written is written, what was being written is so in part. */
  kill(): void {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    this.#volume.kill(this.#random);
    this.#network.endProgram(this.name, this.#life);
  }

  /**
   * The power goes: of what was not synced, some survives, as the seed will have it or as `survival` says. Peers hear
   * nothing.
   */
  cutPower(survival: Survival = this.#random.pick(survivals)): void {
    this.#life.isOver = true;
    this.#volume.cutPower(survival, this.#random);
    this.#network.darken(this.name, this.#life);
  }

  /** Lets the wall clock jump. */
  moveClock(offsetMs: number): void {
    this.#wall.offsetMs += offsetMs;
  }

  /** What is on the disk now, by path. */
  files(): Map<string, Buffer> {
    return this.#volume.files();
  }
}
