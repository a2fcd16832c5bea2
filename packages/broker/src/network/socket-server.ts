import type { Clock, Connection, Endpoint, Logger, Network, NetworkListener, Timer } from "@ottla/runtime";
import type { Client } from "../dispatch/client.ts";
import { ClientConnection, type ConnectionLimits, type PendingAnswer } from "./client-connection.ts";

/** A listener as configured: where it binds, and what clients call it. */
export interface ListenerSpec {
  readonly name: string;
  readonly endpoint: Endpoint;
}

export interface SocketServerOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ConnectionLimits & {
    /** `max.connections` and `max.connections.per.ip`. */
    readonly maxConnections: number;
    readonly maxConnectionsPerAddress: number;
    /** `connections.max.idle.ms`; negative: never. */
    readonly maxIdleMs: number;
  };
}

type Accept = (frame: Buffer, client: Client) => PendingAnswer;

/**
 * All listeners and their connections. Ports are taken first (`bind`), so that a taken one stops the program before it
 * touches its data; connections are read from the moment that `serve` says who answers.
 */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #listeners: NetworkListener[] = [];
  readonly #early: (() => void)[] = [];
  readonly #connections = new Set<ClientConnection>();
  readonly #perAddress = new Map<string, number>();
  readonly #accept = new Map<string, Accept>();
  #idleTimer: Timer | null = null;
  #isServing = false;

  constructor(options: SocketServerOptions) {
    this.#options = options;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Takes the port. Resolves to where it listens in fact; rejects as `Network.listen` does. */
  async bind({ name, endpoint }: ListenerSpec): Promise<Endpoint> {
    const listener = await this.#options.network.listen(endpoint, (connection) => this.#opened(name, connection));
    this.#listeners.push(listener);
    return listener.endpoint;
  }

  /** Starts to answer: `accept` by listener name. */
  serve(accept: ReadonlyMap<string, Accept>): void {
    for (const [name, answer] of accept) this.#accept.set(name, answer);
    this.#isServing = true;
    for (const open of this.#early.splice(0)) open();
    this.#watchIdle();
  }

  /** Takes no new connections and no new requests, lets what runs finish, and closes everything by the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.#idleTimer?.cancel();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    for (const connection of this.#connections) connection.end();
    const { clock } = this.#options;
    const endMs = clock.monotonic() + deadlineMs;
    while (this.#connections.size > 0 && clock.monotonic() < endMs) {
      await new Promise<void>((resolve) => clock.schedule(10, resolve));
    }
    for (const connection of this.#connections) connection.destroy();
  }

  #opened(listenerName: string, connection: Connection): void {
    if (!this.#isServing) {
      this.#early.push(() => this.#opened(listenerName, connection));
      return;
    }
    const address = connection.remote.host;
    const { limits, logger } = this.#options;
    const fromAddress = this.#perAddress.get(address) ?? 0;
    if (this.#connections.size >= limits.maxConnections || fromAddress >= limits.maxConnectionsPerAddress) {
      logger.warn({ address, listenerName }, "a connection above max.connections or max.connections.per.ip was closed");
      connection.destroy();
      return;
    }
    this.#perAddress.set(address, fromAddress + 1);
    const closed = new AbortController();
    const client: Client = {
      listenerName,
      address,
      principal: "User:ANONYMOUS",
      softwareName: "",
      softwareVersion: "",
      closed: closed.signal,
    };
    const accept = this.#accept.get(listenerName)!;
    const accepted = new ClientConnection({
      connection,
      limits,
      handle: (frame) => accept(frame, client),
      onClose: (fault) => {
        closed.abort();
        this.#connections.delete(accepted);
        this.#countDown(address);
        if (fault !== null) {
          logger.info({ address, listenerName, reason: fault.message }, "a connection was closed");
        }
      },
    });
    this.#connections.add(accepted);
  }

  #countDown(address: string): void {
    const count = (this.#perAddress.get(address) ?? 1) - 1;
    if (count === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, count);
  }

  /** Twice per idle time, closes the connections that were idle at the last look and sent nothing since. */
  #watchIdle(): void {
    const { clock, limits } = this.#options;
    if (limits.maxIdleMs < 0) return;
    const seen = new WeakMap<ClientConnection, { requests: number; sinceMs: number }>();
    const look = () => {
      const nowMs = clock.monotonic();
      for (const connection of this.#connections) {
        const last = seen.get(connection);
        if (last === undefined || last.requests !== connection.requestCount || connection.isBusy) {
          seen.set(connection, { requests: connection.requestCount, sinceMs: nowMs });
        } else if (nowMs - last.sinceMs >= limits.maxIdleMs) {
          connection.destroy();
        }
      }
      this.#idleTimer = clock.schedule(Math.max(100, Math.min(limits.maxIdleMs / 2, 30_000)), look);
    };
    look();
  }
}
