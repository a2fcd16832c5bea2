/** What a case works with: it asks a broker, and every answer is written down in comparable form. */
import {
  type Api,
  createTopics,
  decodeResponse,
  encodeRequest,
  listOffsets,
  metadata,
  ProtocolError,
  Reader,
  type RequestInput,
  type ResponseOf,
  responseHeaderVersion,
} from "@ottla/protocol";
import type { Broker } from "../foundation/broker.ts";
import { until } from "../foundation/processes.ts";
import { Connection, type Reply, silenceAfterMs } from "./connection.ts";
import { Normalizer } from "./normalize.ts";
import { prune } from "./prune.ts";

/** One line of a case's transcript: what was asked, and what came back. */
export type Line = readonly [asked: string, answer: unknown];

export interface AskOptions<A extends Api> {
  readonly version?: number;
  /** Cases may hold several connections; each is known by a name. */
  readonly on?: string;
  /** What of the answer is written down; all of it where this is not given. */
  readonly pick?: (body: ResponseOf<A>) => unknown;
  readonly timeoutMs?: number;
  readonly clientId?: string | null;
}

export interface Topic {
  readonly name: string;
  readonly id: string;
}

export class Kit {
  readonly broker: Broker;
  /** Names of this case start with it, and of no other. */
  readonly prefix: string;
  readonly transcript: Line[] = [];
  /** Which versions of which APIs were asked and written down: `Name vN`. */
  readonly covered = new Set<string>();
  readonly #normalizer: Normalizer;
  readonly #connections = new Map<string, Connection>();
  #nextCorrelation = 1;

  constructor(broker: Broker, prefix: string) {
    this.broker = broker;
    this.prefix = prefix;
    this.#normalizer = new Normalizer(broker);
  }

  /** Asks and writes the answer down. Answers null when the connection is closed or stays silent. */
  async ask<A extends Api>(
    api: A,
    body: RequestInput<A>,
    options: AskOptions<A> = {},
  ): Promise<ResponseOf<A> | null> {
    const version = options.version ?? newest(api);
    const reply = await this.#exchange(api, version, body, options);
    return this.#record(api, version, reply, options.pick);
  }

  /** Asks without writing down: for what a case needs before its point. Fails where there is no answer. */
  async quietly<A extends Api>(
    api: A,
    body: RequestInput<A>,
    options: AskOptions<A> = {},
  ): Promise<ResponseOf<A>> {
    const version = options.version ?? newest(api);
    const reply = await this.#exchange(api, version, body, options);
    if (!("frame" in reply)) throw new Error(`${api.name} v${version}: the connection is ${reply.outcome}`);
    return decodeResponse(api, version, reply.frame).body;
  }

  /** Asks until the answer is as it should become, and writes that one down. */
  async eventually<A extends Api>(
    api: A,
    body: RequestInput<A>,
    isReached: (body: ResponseOf<A>) => boolean,
    options: AskOptions<A> = {},
  ): Promise<ResponseOf<A>> {
    const version = options.version ?? newest(api);
    let last: Reply = { outcome: "silent" };
    await until(`${api.name} to come true`, 15_000, async () => {
      last = await this.#exchange(api, version, body, options);
      return "frame" in last && isReached(decodeResponse(api, version, last.frame).body);
    }).catch(() => undefined); // the answer that never came true is written down instead
    return this.#record(api, version, last, options.pick) as ResponseOf<A>;
  }

  /** Sends a request and does not wait; answers the function that does. */
  async start<A extends Api>(
    api: A,
    body: RequestInput<A>,
    options: AskOptions<A> = {},
  ): Promise<() => Promise<ResponseOf<A> | null>> {
    const version = options.version ?? newest(api);
    const connection = await this.connection(options.on);
    connection.send(this.#encode(api, version, body, options));
    const reply = connection.next(options.timeoutMs);
    return async () => this.#record(api, version, await reply, options.pick);
  }

  /** Sends bytes as they are and writes down what happens: the frame in hexadecimal, "closed" or "silent". */
  async raw(
    label: string,
    bytes: Uint8Array,
    options: { on?: string; timeoutMs?: number } = {},
  ): Promise<Reply> {
    const connection = await this.connection(options.on);
    connection.send([bytes]);
    const reply = await connection.next(options.timeoutMs);
    this.transcript.push([label, "frame" in reply ? reply.frame.toString("hex") : reply.outcome]);
    return reply;
  }

  /** Sends bytes that stand for a request of an API and decodes the answer as one of it. */
  async rawOf<A extends Api>(
    api: A,
    version: number,
    bytes: Uint8Array,
    options: { on?: string; timeoutMs?: number; pick?: (body: ResponseOf<A>) => unknown } = {},
  ): Promise<ResponseOf<A> | null> {
    const connection = await this.connection(options.on);
    connection.send([bytes]);
    const reply = await connection.next(options.timeoutMs);
    return this.#record(api, version, reply, options.pick);
  }

  /** Writes a finding down that is not an answer by itself. */
  note(label: string, finding: unknown): void {
    this.transcript.push([label, this.#normalizer.normalize(finding)]);
  }

  /** The bytes of a request with its length, for cases that change them. */
  bytesOf<A extends Api>(api: A, body: RequestInput<A>, options: AskOptions<A> = {}): Buffer {
    return Buffer.concat(this.#encode(api, options.version ?? newest(api), body, options));
  }

  /** A name that only this case uses. */
  name(base: string): string {
    return `${this.prefix}.${base}`;
  }

  /** A topic of its own, ready to be written and read. */
  async topic(
    base = "topic",
    options: { partitions?: number; configs?: Readonly<Record<string, string>> } = {},
  ): Promise<Topic> {
    const name = this.name(base);
    const { partitions = 1, configs = {} } = options;
    const asked = {
      name,
      numPartitions: partitions,
      replicationFactor: 1,
      assignments: [],
      configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
    };
    const created = await this.quietly(createTopics, { topics: [asked] });
    const { errorCode, errorMessage } = created.topics[0]!;
    if (errorCode !== 0) throw new Error(`could not create ${name}: ${errorCode} ${errorMessage}`);
    return this.topicReady(name, partitions);
  }

  /** A topic that every part of the broker has heard of: what is told later, is told after. */
  async knownTopic(base = "topic", options: { partitions?: number } = {}): Promise<Topic> {
    const topic = await this.topic(base, options);
    await this.topic(`${base}-after`);
    return topic;
  }

  /** Waits until every partition of a topic answers. */
  topicReady(name: string, partitions = 1): Promise<Topic> {
    return until(`topic ${name}`, 15_000, async () => {
      const asked = { topics: [{ name }], allowAutoTopicCreation: false };
      const [found] = (await this.quietly(metadata, asked)).topics;
      if (found === undefined || found.partitions.length < partitions) return undefined;
      const all = found.partitions.map(({ partitionIndex }) => ({ partitionIndex, timestamp: -1 }));
      const ends = await this.quietly(listOffsets, { replicaId: -1, topics: [{ name, partitions: all }] });
      return ends.topics[0]!.partitions.every(({ errorCode }) => errorCode === 0)
        ? { name, id: found.topicId }
        : undefined;
    });
  }

  /** The connection of a name, opened anew where the broker has closed it. */
  async connection(name = "main"): Promise<Connection> {
    const known = this.#connections.get(name);
    if (known !== undefined && !known.isClosed) return known;
    const opened = await Connection.open(this.broker.port);
    this.#connections.set(name, opened);
    return opened;
  }

  /** Closes one connection, or all of them. */
  close(name?: string): void {
    for (const [each, connection] of this.#connections)
      if (name === undefined || each === name) connection.close();
  }

  #encode<A extends Api>(
    api: A,
    version: number,
    body: RequestInput<A>,
    options: AskOptions<A>,
  ): Uint8Array[] {
    const clientId = options.clientId === undefined ? "interop" : options.clientId;
    const header = { correlationId: this.#nextCorrelation++, clientId };
    return encodeRequest(api, version, header, prune(api, version, body as object) as RequestInput<A>);
  }

  async #exchange<A extends Api>(
    api: A,
    version: number,
    body: RequestInput<A>,
    options: AskOptions<A>,
  ): Promise<Reply> {
    const connection = await this.connection(options.on);
    connection.send(this.#encode(api, version, body, options));
    return connection.next(options.timeoutMs ?? silenceAfterMs);
  }

  #record<A extends Api>(
    api: A,
    version: number,
    reply: Reply,
    pick: ((body: ResponseOf<A>) => unknown) | undefined,
  ): ResponseOf<A> | null {
    const label = `${api.name} v${version}`;
    this.covered.add(label);
    if (!("frame" in reply)) {
      this.transcript.push([label, reply.outcome]);
      return null;
    }
    const body = bodyOf(api, version, reply.frame);
    if (body === null) {
      this.transcript.push([`${label}: an answer that cannot be read`, reply.frame.toString("hex")]);
      return null;
    }
    const rest = bytesLeft(api, version, reply.frame);
    this.transcript.push([label, this.#normalizer.normalize(pick === undefined ? body : pick(body))]);
    if (rest > 0) this.transcript.push([`${label}: bytes after the answer`, rest]);
    return body;
  }
}

/** The answer, or null where the bytes are none of this version. */
function bodyOf<A extends Api>(api: A, version: number, frame: Buffer): ResponseOf<A> | null {
  try {
    return decodeResponse(api, version, frame).body;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

/** How many bytes follow what the version's declaration reads. */
function bytesLeft(api: Api, version: number, frame: Buffer): number {
  const reader = new Reader(frame);
  reader.raw(4);
  if (responseHeaderVersion(api, version) === 1) reader.raw(1);
  api.response.decode(reader, version);
  return reader.remaining;
}

/** The newest version that brokers serve by default. */
export function newest(api: Api): number {
  return api.stableVersions[1];
}
