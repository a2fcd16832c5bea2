import { type Api, decodeResponse, encodeRequest, type RequestInput, type ResponseOf } from "@ottla/protocol";
import type { Connection, Timer } from "@ottla/runtime";
import type { SeededRandom, VirtualWorld } from "@ottla/simulator";
import type { Trace } from "./trace.ts";
import { nodeEndpoint } from "./virtual-node.ts";

/** What clients have of the world they are in. */
export interface ClientSite {
  /** The machine's name, which is the client id too. */
  readonly name: string;
  readonly world: VirtualWorld;
  readonly random: SeededRandom;
  readonly trace: Trace;
}

const lengthBytes = 4;
const defaultTimeoutMs = 4000;

interface Expected {
  readonly api: Api;
  readonly version: number;
  readonly timer: Timer;
  readonly resolve: (answer: unknown) => void;
}

/**
 * A client that speaks the protocol over the virtual network. It connects when it has something to ask, any number of
 * requests may be under way, and all that are under way when a connection ends have no answer: whether they took effect
 * is not known.
 */
export class VirtualClient {
  readonly #site: ClientSite;
  readonly #versions = new Map<Api, number>();
  #link: Promise<Link | null> | null = null;

  constructor(site: ClientSite) {
    this.#site = site;
  }

  get name(): string {
    return this.#site.name;
  }

  /** The version that this client speaks of an API: any of those that there are, and always the same. */
  versionOf(api: Api, lowest: number = api.stableVersions[0]): number {
    let version = this.#versions.get(api);
    if (version === undefined) {
      version = this.#site.random.between(lowest, api.stableVersions[1]);
      this.#versions.set(api, version);
    }
    return version;
  }

  /** Null: no answer came, or no connection. */
  async ask<A extends Api>(
    api: A,
    request: RequestInput<A>,
    { version = this.versionOf(api), timeoutMs = defaultTimeoutMs }: AskOptions = {},
  ): Promise<ResponseOf<A> | null> {
    // Who waits for the same connection goes on in order.
    const link = await (this.#link ??= this.#connect());
    return link === null
      ? null
      : ((await link.ask(api, version, request, timeoutMs)) as ResponseOf<A> | null);
  }

  /** Hangs up. */
  close(): void {
    void this.#link?.then((link) => link?.close());
    this.#link = null;
  }

  /** Null: nobody is there. */
  #connect(): Promise<Link | null> {
    const forget = (): void => {
      if (this.#link === link) this.#link = null;
    };
    const link = this.#site.world.network.connect(nodeEndpoint).then(
      (connection) => new Link(connection, this.#site, forget),
      () => {
        forget();
        return null;
      },
    );
    return link;
  }
}

export interface AskOptions {
  readonly version?: number;
  readonly timeoutMs?: number;
}

/** One connection. Its answers come in the order of the requests. */
class Link {
  readonly #connection: Connection;
  readonly #site: ClientSite;
  readonly #onClose: () => void;
  readonly #expected: Expected[] = [];
  /** Of an answer that has not come whole. */
  #received: Buffer = Buffer.alloc(0);
  #nextCorrelationId = 0;
  #isOver = false;

  constructor(connection: Connection, site: ClientSite, onClose: () => void) {
    this.#connection = connection;
    this.#site = site;
    this.#onClose = onClose;
    connection.receive({
      onData: (chunk) => this.#arrived(chunk),
      onDrain: () => {},
      onClose: () => this.#end(),
    });
  }

  ask<A extends Api>(api: A, version: number, request: RequestInput<A>, timeoutMs: number): Promise<unknown> {
    if (this.#isOver) return Promise.resolve(null);
    const { name, world } = this.#site;
    const header = { correlationId: this.#nextCorrelationId + this.#expected.length, clientId: name };
    this.#connection.write(encodeRequest(api, version, header, request));
    return new Promise((resolve) => {
      const timer = world.clock.schedule(timeoutMs, () => this.close());
      this.#expected.push({ api, version, timer, resolve });
    });
  }

  close(): void {
    this.#connection.destroy();
    this.#end();
  }

  #arrived(chunk: Buffer): void {
    let rest = Buffer.concat([this.#received, chunk]);
    while (rest.length >= lengthBytes) {
      const end = lengthBytes + rest.readInt32BE(0);
      if (rest.length < end) break;
      this.#answered(rest.subarray(lengthBytes, end));
      rest = rest.subarray(end);
    }
    this.#received = rest;
  }

  #answered(frame: Buffer): void {
    if (this.#isOver) return;
    const { trace, world, name } = this.#site;
    trace.add(world.clock.monotonic(), name, frame);
    const next = this.#expected.shift();
    if (next === undefined) throw new Error(`${name} got an answer that it did not ask for`);
    next.timer.cancel();
    const { correlationId, body } = decodeResponse(next.api, next.version, frame);
    if (correlationId !== this.#nextCorrelationId++) {
      throw new Error(`${name} got the answer to ${correlationId} out of turn`);
    }
    next.resolve(body);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onClose();
    for (const { timer, resolve } of this.#expected.splice(0)) {
      timer.cancel();
      resolve(null);
    }
  }
}
