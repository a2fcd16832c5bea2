import { createTopics, errorCode } from "@ottla/protocol";
import type { Simulation } from "@ottla/simulator";
import { Administrator } from "./administrator.ts";
import { Bookkeeper } from "./bookkeeper.ts";
import { checkLoss } from "./check-all.ts";
import { ClassicMember } from "./classic-member.ts";
import { ConsumerMember } from "./consumer-member.ts";
import { groups, History } from "./history.ts";
import { Housekeeper } from "./housekeeper.ts";
import { IdempotentProducer } from "./idempotent-producer.ts";
import { PlainProducer } from "./plain-producer.ts";
import { Reader } from "./reader.ts";
import { type Closing, pause } from "./site.ts";
import type { Topic } from "./topic.ts";
import type { Trace } from "./trace.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** They alone know what must hold of what they did, so they live on. */
const immortal: ReadonlySet<string> = new Set(["administrator"]);

/** A program that works with the node until it is told to come to an end. */
interface Program {
  run(closing: Closing): Promise<void>;
}

type Start = (site: ClientSite, history: History, name: string) => Program;

const writers: readonly (readonly [string, Start])[] = [
  ["idempotent-a", (site, history, name) => new IdempotentProducer(site, history, name)],
  ["idempotent-b", (site, history, name) => new IdempotentProducer(site, history, name)],
  ["plain", (site, history, name) => new PlainProducer(site, history, name)],
  ["bookkeeper", (site, history, name) => new Bookkeeper(site, history, name)],
  ["housekeeper", (site, _, name) => new Housekeeper(site, name)],
  ["administrator", (site, _, name) => new Administrator(site, name)],
];

const readers: readonly (readonly [string, Start])[] = [
  ["reader", (site, history) => new Reader(site, history)],
  ["classic-a", (site, history) => new ClassicMember(site, history, groups.classic)],
  ["classic-b", (site, history) => new ClassicMember(site, history, groups.classic)],
  ["consumer-a", (site, history) => new ConsumerMember(site, history, groups.consumer)],
  ["consumer-b", (site, history) => new ConsumerMember(site, history, groups.consumer)],
];

interface Running {
  readonly start: Start;
  readonly closing: { isClosing: boolean };
  ended: Promise<void>;
  /** How often it was started. */
  run: number;
}

/** The clients of a simulated node, each on a machine of its own. They may crash, and come back as others. */
export class Clients {
  readonly #simulation: Simulation;
  readonly #trace: Trace;
  readonly #onFault: (error: unknown) => void;
  readonly #running = new Map<string, Running>();
  #history: History | null = null;

  constructor(simulation: Simulation, trace: Trace, onFault: (error: unknown) => void) {
    this.#simulation = simulation;
    this.#trace = trace;
    this.#onFault = onFault;
  }

  get names(): readonly string[] {
    return [...this.#running.keys()];
  }

  get history(): History {
    if (this.#history === null) throw new Error("the topics are not there yet");
    return this.#history;
  }

  /** Makes the topics that everybody uses, and starts everybody. */
  async start(): Promise<void> {
    const site = this.site("creator");
    const topics = [await createTopic(site, "a", 2), await createTopic(site, "b", 1)];
    this.#history = new History(topics);
    for (const [name, start] of [...writers, ...readers]) this.#start(name, start, 0);
  }

  /** A client on a machine that nobody else has. */
  site(name: string): ClientSite {
    const { random } = this.#simulation;
    const world = this.#simulation.machine(name).boot();
    return { name, world, random: random.fork(), trace: this.#trace };
  }

  /** One of them is gone without a word, and another takes its place. */
  crash(): void {
    const name = this.#simulation.random.pick(this.#mortal);
    this.#simulation.machine(name).kill();
    this.#replace(name);
  }

  /** All are gone that work with records: what they were told does not count any more. */
  crashAll(): void {
    for (const name of this.#mortal) this.#simulation.machine(name).kill();
  }

  /** Others take the places of those that are gone, once it is known what is left of the records. */
  async replaceAll(): Promise<void> {
    await checkLoss(this.site("checker"), this.history);
    for (const name of this.#mortal) this.#replace(name);
  }

  /** Resolves when those who write have finished what they had begun. */
  async closeWriters(): Promise<void> {
    await this.#close(writers.map(([name]) => name));
  }

  async closeReaders(): Promise<void> {
    await this.#close(readers.map(([name]) => name));
  }

  async #close(names: readonly string[]): Promise<void> {
    for (const name of names) this.#running.get(name)!.closing.isClosing = true;
    for (const name of names) await this.#running.get(name)!.ended;
  }

  get #mortal(): string[] {
    return this.names.filter((name) => !immortal.has(name));
  }

  #replace(name: string): void {
    const { start, run } = this.#running.get(name)!;
    this.#start(name, start, run + 1);
  }

  #start(name: string, start: Start, run: number): void {
    const closing = { isClosing: false };
    const program = start(this.site(name), this.history, run === 0 ? name : `${name}.${run}`);
    const ended = program.run(closing);
    ended.catch(this.#onFault);
    this.#running.set(name, { start, closing, ended, run });
  }
}

async function createTopic(site: ClientSite, name: string, partitionCount: number): Promise<Topic> {
  const client = new VirtualClient(site);
  // So small that lives meet many segments, and index entries in them.
  const configs = [
    { name: "internal.segment.bytes", value: String(site.random.pick([30_000, 100_000, 10_000_000])) },
    { name: "index.interval.bytes", value: String(site.random.pick([100, 4096])) },
  ];
  const topic = { name, numPartitions: partitionCount, replicationFactor: 1, assignments: [], configs };
  for (;;) {
    const answer = await client.ask(createTopics, { topics: [topic] }, { version: 7 });
    const [created] = answer?.topics ?? [];
    if (created?.errorCode === errorCode.NONE) {
      client.close();
      return { name, id: created.topicId, partitionCount };
    }
    if (created !== undefined) throw new Error(`${name} cannot be created: ${created.errorCode}`);
    await pause(site, 100);
  }
}
