import type { ListenerKind } from "@ottla/protocol";
import {
  BufferPool,
  type Clock,
  type Connection,
  Counter,
  type Endpoint,
  type Logger,
  type MetricsRegistry,
  metricTable,
  type Network,
  type NetworkListener,
  type SharedBuffer,
  type Timer,
} from "@ottla/runtime";
import type { Client } from "../dispatch/client.ts";
import { BoundedLines } from "./bounded-lines.ts";
import { ClientConnection, type ConnectionLimits, type PendingAnswer } from "./client-connection.ts";
import { ConnectionMemory } from "./connection-memory.ts";

/** A listener as configured: its name, and where it binds. */
export interface ListenerSpec {
  /** The broker or controller that clients reach by it. */
  readonly nodeId: number;
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly kind: ListenerKind;
}

/** Bounds that may change while the server runs: they are read when they are needed. */
export interface ServerLimits extends ConnectionLimits {
  /** `max.connections`. */
  readonly maxConnections: number;
  /** `max.connections.per.ip`, or what `max.connections.per.ip.overrides` says of the address. */
  maxConnectionsOf(address: string): number;
  /** `connections.max.idle.ms`; negative: never. */
  readonly maxIdleMs: number;
  /** Bytes that the requests of all connections may hold, and their unsent answers. */
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
}

export interface SocketServerOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: ServerLimits;
}

export type Accept = (frame: Buffer, client: Client, memory: SharedBuffer) => PendingAnswer;

/** What is counted of connections. */
export const networkMetricTable = metricTable({
  connections: { type: "gauge", name: "ottla_connections", help: "Connections that are open." },
  refused: {
    type: "counter",
    name: "ottla_connections_refused_total",
    help: "Connections closed at once, being above max.connections or max.connections.per.ip.",
  },
  requestBytes: {
    type: "gauge",
    name: "ottla_request_bytes",
    help: "Memory of requests that are incomplete, wait, or are worked on.",
  },
  responseBytes: {
    type: "gauge",
    name: "ottla_response_bytes",
    help: "Memory of answers that clients have not taken.",
  },
});

/** What is not authenticated. */
const anonymous = "User:ANONYMOUS";

/**
 * All listeners and their connections. Ports are taken first (`bind`), so that a taken one stops the program before it
 * touches its data; connections are read from the moment that `serve` says who answers.
 */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #memory: ConnectionMemory;
  readonly #pool = new BufferPool();
  readonly #listeners: NetworkListener[] = [];
  /** Connections that came before anybody answers. They are not read. */
  readonly #early: { listener: ListenerSpec; connection: Connection }[] = [];
  readonly #connections = new Set<ClientConnection>();
  readonly #perAddress = new Map<string, number>();
  /** By listener, as `keyOf` has it. */
  readonly #accept = new Map<string, Accept>();
  readonly #refusedLines: BoundedLines;
  readonly #closedLines: BoundedLines;
  #refused = new Counter();
  #idleTimer: Timer | null = null;
  #onEmpty: (() => void) | null = null;
  #isStopping = false;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    const { maxRequestBytes, maxResponseBytes } = options.limits;
    this.#refusedLines = new BoundedLines(options.clock, maxLinesPerSecond);
    this.#closedLines = new BoundedLines(options.clock, maxLinesPerSecond);
    this.#memory = new ConnectionMemory(options.clock, {
      requestBytes: maxRequestBytes,
      responseBytes: maxResponseBytes,
    });
  }

  /** Answers that clients have not taken. */
  get responseBytes(): number {
    return this.#memory.responseBytes;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Shows in a registry how many connections there are. */
  measure(registry: MetricsRegistry): void {
    const metrics = registry.measure(networkMetricTable);
    metrics.connections.follow(() => this.#connections.size);
    this.#refused = metrics.refused;
    metrics.requestBytes.follow(() => this.#memory.requestBytes);
    metrics.responseBytes.follow(() => this.#memory.responseBytes);
  }

  /** Takes the port. Resolves to where it listens in fact; rejects as `Network.listen` does. */
  async bind(spec: ListenerSpec): Promise<Endpoint> {
    const listener = await this.#options.network.listen(spec.endpoint, (connection) =>
      this.#arrived(spec, connection),
    );
    this.#listeners.push(listener);
    return listener.endpoint;
  }

  /** Starts to answer on these listeners of a node. The others, and those who connected to them, go on waiting. */
  serve(nodeId: number, accept: ReadonlyMap<string, Accept>): void {
    for (const [name, answer] of accept) this.#accept.set(keyOf({ nodeId, name }), answer);
    for (const { listener, connection } of this.#early.splice(0)) this.#arrived(listener, connection);
    if (this.#idleTimer === null) this.#watchIdle();
  }

  /** Stops to listen. Who is connected stays. */
  async stopListening(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
    for (const { connection } of this.#early.splice(0)) connection.destroy();
  }

  /** Takes no new connections and no new requests, lets what runs finish, and closes everything by the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    await this.stopListening();
    this.#idleTimer?.cancel();
    for (const connection of this.#connections) connection.end();
    if (this.#connections.size === 0) return;
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      clock.schedule(deadlineMs, () => {
        for (const connection of this.#connections) connection.destroy();
      });
    });
  }

  #arrived(listener: ListenerSpec, connection: Connection): void {
    if (this.#isStopping) {
      connection.destroy();
      return;
    }
    const accept = this.#accept.get(keyOf(listener));
    const { limits, logger } = this.#options;
    if (accept === undefined) {
      if (this.#early.length < limits.maxConnections) this.#early.push({ listener, connection });
      else connection.destroy();
      return;
    }
    const address = connection.remote.host;
    const fromAddress = this.#perAddress.get(address) ?? 0;
    if (this.#connections.size >= limits.maxConnections || fromAddress >= limits.maxConnectionsOf(address)) {
      this.#refused.add();
      const bounded = this.#refusedLines.next();
      if (bounded !== null) {
        logger.warn(
          { address, listenerName: listener.name, ...bounded },
          "a connection above max.connections or max.connections.per.ip was closed",
        );
      }
      connection.destroy();
      return;
    }
    this.#perAddress.set(address, fromAddress + 1);
    this.#open(listener, connection, accept);
  }

  #open(
    { name: listenerName, kind: listenerKind }: ListenerSpec,
    connection: Connection,
    accept: Accept,
  ): void {
    const { limits, logger, clock } = this.#options;
    const { host: address, port } = connection.remote;
    const closed = new AbortController();
    const client: Client = {
      listenerName,
      listenerKind,
      address,
      port,
      principal: anonymous,
      softwareName: "",
      softwareVersion: "",
      closed: closed.signal,
    };
    const accepted = new ClientConnection({
      connection,
      limits,
      clock,
      memory: this.#memory,
      pool: this.#pool,
      handle: (frame, memory) => accept(frame, client, memory),
      onClose: (fault) => {
        closed.abort();
        this.#connections.delete(accepted);
        this.#countDown(address);
        const bounded = fault === null ? null : this.#closedLines.next();
        if (fault !== null && bounded !== null) {
          const reason = fault.message;
          logger.info({ address, listenerName, reason, ...bounded }, "a connection was closed");
        }
        if (this.#connections.size === 0) this.#onEmpty?.();
      },
    });
    this.#connections.add(accepted);
    accepted.open();
  }

  #countDown(address: string): void {
    const count = (this.#perAddress.get(address) ?? 1) - 1;
    if (count === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, count);
  }

  /** Twice per idle time, closes the connections that were idle at the last look and sent nothing since. */
  #watchIdle(): void {
    const { clock, limits } = this.#options;
    const seen = new WeakMap<ClientConnection, { requests: number; sinceMs: number }>();
    const look = () => {
      const nowMs = clock.monotonic();
      const { maxIdleMs } = limits;
      for (const connection of maxIdleMs < 0 ? [] : this.#connections) {
        const last = seen.get(connection);
        if (last === undefined || last.requests !== connection.requestCount || connection.isBusy) {
          seen.set(connection, { requests: connection.requestCount, sinceMs: nowMs });
        } else if (nowMs - last.sinceMs >= maxIdleMs) {
          connection.destroy();
        }
      }
      const untilNextMs = maxIdleMs < 0 ? longestLookMs : Math.min(maxIdleMs / 2, longestLookMs);
      this.#idleTimer = clock.schedule(Math.max(shortestLookMs, untilNextMs), look);
    };
    look();
  }
}

function keyOf({ nodeId, name }: Pick<ListenerSpec, "nodeId" | "name">): string {
  return `${nodeId} ${name}`;
}

/** Of refused connections and of those that end with a fault, each: clients can cause any number of them. */
const maxLinesPerSecond = 10;
const shortestLookMs = 100;
const longestLookMs = 30_000;
