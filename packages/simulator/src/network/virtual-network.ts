import { type Connection, type Endpoint, fault, type Network, type NetworkListener } from "@ottla/runtime";
import type { Life } from "../life.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import { type NetworkPlan, soundNetwork } from "./network-plan.ts";
import { connectionPair, type VirtualConnection } from "./virtual-connection.ts";

interface Listener {
  readonly life: Life;
  readonly onConnection: (connection: Connection) => void;
}

/** Names under which every machine means itself. */
const ownNames = new Set(["", "127.0.0.1", "::1", "localhost", "0.0.0.0", "::"]);
const firstFreePort = 32_768;
const lastPort = 65_535;

/** The cables between the machines of a simulation, and what goes wrong with them. */
export class VirtualNetwork {
  readonly plan: NetworkPlan = { ...soundNetwork };
  readonly #time: VirtualTime;
  readonly #random: SeededRandom;
  /** By `host:port`. */
  readonly #listeners = new Map<string, Listener>();
  readonly #connections = new Set<VirtualConnection>();
  readonly #hosts = new Set<string>();
  /** Machines that are switched off: nobody answers there. */
  readonly #dark = new Set<string>();
  /** Who is on which side of a partition; null while there is none. */
  #sides: readonly ReadonlySet<string>[] | null = null;
  #nextPort = firstFreePort;

  constructor(time: VirtualTime, random: SeededRandom) {
    this.#time = time;
    this.#random = random;
  }

  /** The network as the program sees it that runs on `host`. */
  at(host: string, life: Life): Network {
    this.#hosts.add(host);
    this.#dark.delete(host);
    return {
      listen: (endpoint, onConnection) => this.#listen(host, life, endpoint, onConnection),
      connect: (endpoint) => this.#connect(host, life, endpoint),
    };
  }

  /** Cuts the cables between groups of machines. One that is in no group reaches everybody. */
  partition(...groups: readonly (readonly string[])[]): void {
    this.#sides = groups.map((group) => new Set(group));
  }

  /** Mends all cables. What was sent and not given up arrives. */
  heal(): void {
    this.#sides = null;
    for (const connection of this.#connections) connection.retry();
  }

  isReachable(from: string, to: string): boolean {
    if (from === to) return true;
    if (this.#dark.has(to) || this.#dark.has(from)) return false;
    const sideOf = (host: string): number => this.#sides?.findIndex((side) => side.has(host)) ?? -1;
    const [source, target] = [sideOf(from), sideOf(to)];
    return source < 0 || target < 0 || source === target;
  }

  /** Breaks every connection between two machines. */
  resetBetween(a: string, b: string): void {
    for (const connection of Array.from(this.#connections)) {
      const { local, remote } = connection.hosts;
      if ((local === a && remote === b) || (local === b && remote === a)) connection.reset("ECONNRESET");
    }
  }

  /** The program on `host` has ended: the system closes what it had open. */
  endProgram(host: string, life: Life): void {
    this.#forgetListeners(life);
    for (const connection of Array.from(this.#connections)) {
      if (connection.hosts.local === host) connection.abandon({ isNoticed: true });
    }
  }

  /** `host` loses power: its peers hear nothing. */
  darken(host: string, life: Life): void {
    this.#forgetListeners(life);
    this.#dark.add(host);
    for (const connection of Array.from(this.#connections)) {
      if (connection.hosts.local === host) connection.abandon({ isNoticed: false });
    }
  }

  async #listen(
    host: string,
    life: Life,
    endpoint: Endpoint,
    onConnection: (connection: Connection) => void,
  ): Promise<NetworkListener> {
    await this.#passed(life, 0);
    if (!ownNames.has(endpoint.host) && endpoint.host !== host) {
      throw fault("EADDRNOTAVAIL", `listen ${endpoint.host}:${endpoint.port}`);
    }
    const port = endpoint.port === 0 ? this.#freePort(host) : endpoint.port;
    const key = `${host}:${port}`;
    if (this.#listeners.has(key)) throw fault("EADDRINUSE", `listen ${endpoint.host}:${port}`);
    const listener: Listener = { life, onConnection };
    this.#listeners.set(key, listener);
    return {
      endpoint: { host: endpoint.host, port },
      close: () => {
        if (this.#listeners.get(key) === listener) this.#listeners.delete(key);
        return Promise.resolve();
      },
    };
  }

  async #connect(host: string, life: Life, { host: name, port }: Endpoint): Promise<Connection> {
    const target = ownNames.has(name) ? host : name;
    const call = `connect ${name}:${port}`;
    if (!this.#hosts.has(target)) {
      await this.#passed(life, this.#travelMs());
      throw fault("ENOTFOUND", call);
    }
    await this.#passed(life, this.#travelMs());
    if (!this.isReachable(host, target)) {
      await this.#passed(life, this.plan.connectTimeoutMs);
      if (!this.isReachable(host, target)) throw fault("ETIMEDOUT", call);
    }
    const listener = this.#listeners.get(`${target}:${port}`);
    if (listener === undefined) throw fault("ECONNREFUSED", call);
    // Over its own address a machine sees itself there, over its name as everybody else does.
    const [localName, remoteName] = ownNames.has(name)
      ? [name || "127.0.0.1", name || "127.0.0.1"]
      : [host, target];
    const [client, server] = connectionPair(
      {
        time: this.#time,
        random: this.#random,
        plan: this.plan,
        isReachable: (from, to) => this.isReachable(from, to),
        forget: (connection) => this.#connections.delete(connection),
      },
      { host, life, endpoint: { host: localName, port: this.#freePort(host) } },
      { host: target, life: listener.life, endpoint: { host: remoteName, port } },
    );
    this.#connections.add(client).add(server);
    listener.onConnection(server);
    return client;
  }

  #forgetListeners(life: Life): void {
    for (const [key, listener] of Array.from(this.#listeners)) {
      if (listener.life === life) this.#listeners.delete(key);
    }
  }

  #freePort(host: string): number {
    do {
      this.#nextPort = this.#nextPort === lastPort ? firstFreePort : this.#nextPort + 1;
    } while (this.#listeners.has(`${host}:${this.#nextPort}`));
    return this.#nextPort;
  }

  #travelMs(): number {
    const [shortest, longest] = this.plan.latencyMs;
    return shortest + this.#random.fraction() * (longest - shortest);
  }

  #passed(life: Life, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.schedule(delayMs, () => {
        if (!life.isOver) resolve();
      });
    });
  }
}
