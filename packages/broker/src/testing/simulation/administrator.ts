import {
  createTopics,
  deleteTopics,
  describeConfigs,
  errorCode,
  incrementalAlterConfigs,
  metadata,
} from "@ottla/protocol";
import { Register } from "./register.ts";
import { type Closing, elapsed, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

const topicResource = 2;
const setting = "retention.ms";
const defaultRetention = String(7 * 24 * 3_600_000);
const maxTopics = 5;

/** It took too long, or the only broker is about to stop. */
const retried: ReadonlySet<number> = new Set([
  errorCode.REQUEST_TIMED_OUT,
  errorCode.INVALID_REPLICATION_FACTOR,
]);

interface KnownTopic {
  readonly id: string;
  readonly partitionCount: number;
  readonly retention: Register<string>;
  /** Whether a request that creates it may still be under way: then its name is not for another. */
  readonly isInDoubt: boolean;
}

/**
 * Creates and deletes topics and changes their settings, one after another, asking again until it knows what became of
 * it. What was acknowledged must be so from then on; nobody else has a say in these topics.
 */
export class Administrator {
  readonly #site: ClientSite;
  readonly #client: VirtualClient;
  readonly #prefix: string;
  readonly #topics = new Map<string, KnownTopic>();
  /** Ids that topics had that are deleted. */
  readonly #gone = new Set<string>();
  #count = 0;

  constructor(site: ClientSite, prefix: string) {
    this.#site = site;
    this.#client = new VirtualClient(site);
    this.#prefix = prefix;
  }

  async run(closing: Closing): Promise<void> {
    const { random } = this.#site;
    while (!closing.isClosing) {
      const name = this.#topics.size > 0 ? random.pick([...this.#topics.keys()]) : null;
      const act = random.below(8);
      if (name === null || (act < 2 && this.#topics.size < maxTopics)) await this.#create();
      else if (act < 3) await this.#delete(name);
      else if (act < 5) await this.#configure(name);
      else if (act < 7) await this.check();
      else await this.#describe(name);
      await pause(this.#site, random.pick([5, 50, 300]) * random.fraction());
    }
  }

  /** Compares what the cluster has with what it must have. */
  async check(): Promise<void> {
    const answer = await this.#client.ask(metadata, { topics: null }, { version: 12 });
    if (answer === null) return;
    const found = new Map(answer.topics.map((topic) => [topic.name!, topic]));
    for (const [name, { id, partitionCount }] of this.#topics) {
      const topic = found.get(name);
      if (topic === undefined) throw new Error(`${name} was created, and is not there`);
      if (topic.topicId !== id) throw new Error(`${name} had the id ${id}, and now has ${topic.topicId}`);
      if (topic.partitions.length !== partitionCount)
        throw new Error(`${name} has ${topic.partitions.length} partitions in place of ${partitionCount}`);
      for (const { leaderId, errorCode: code, partitionIndex } of topic.partitions) {
        if (code !== errorCode.NONE)
          throw new Error(`${name}-${partitionIndex}: ${code}, leader ${leaderId}`);
      }
    }
    for (const { name, topicId } of answer.topics) {
      if (this.#gone.has(topicId)) throw new Error(`${name} was deleted, and is there`);
    }
  }

  async #create(): Promise<void> {
    const { random } = this.#site;
    // A name may come back, as another topic.
    const isNew = random.chance(0.7);
    const name = `${this.#prefix}-${isNew ? this.#count++ : random.below(this.#count + 1)}`;
    if (this.#topics.has(name)) return;
    const partitionCount = random.between(1, 3);
    const retention = String(random.between(1, 9) * 1_000_000_000);
    const topic = {
      name,
      numPartitions: partitionCount,
      replicationFactor: 1,
      assignments: [],
      configs: [{ name: setting, value: retention }],
    };
    for (let isInDoubt = false; ; isInDoubt = true) {
      const answer = await this.#client.ask(
        createTopics,
        { topics: [topic], timeoutMs: 3000 },
        { version: 7 },
      );
      const [created] = answer?.topics ?? [];
      const code = created?.errorCode;
      // The answer to an earlier try was lost.
      const isThere = isInDoubt && code === errorCode.TOPIC_ALREADY_EXISTS;
      if (isThere || created?.errorCode === errorCode.NONE) {
        const id = isThere ? await this.#idOf(name) : created!.topicId;
        if (this.#gone.has(id)) throw new Error(`${name} has the id of a topic that was deleted`);
        const register = new Register(`${setting} of ${name}`, retention);
        this.#topics.set(name, { id, partitionCount, retention: register, isInDoubt });
        return;
      }
      await this.#again(`the creation of ${name}`, code);
    }
  }

  async #idOf(name: string): Promise<string> {
    for (;;) {
      const request = { topics: [{ name }], allowAutoTopicCreation: false };
      const answer = await this.#client.ask(metadata, request, { version: 12 });
      const [topic] = answer?.topics ?? [];
      if (topic?.errorCode === errorCode.NONE) return topic.topicId;
      await this.#again(`the search for ${name}`, topic?.errorCode);
    }
  }

  /** By id: a request that is late must not hit the next topic of that name. */
  async #delete(name: string): Promise<void> {
    const { id, isInDoubt } = this.#topics.get(name)!;
    if (isInDoubt) return;
    this.#topics.delete(name);
    for (;;) {
      const request = { topics: [{ name: null, topicId: id }], timeoutMs: 3000 };
      const answer = await this.#client.ask(deleteTopics, request, { version: 6 });
      const code = answer?.responses[0]?.errorCode;
      if (code === errorCode.NONE || code === errorCode.UNKNOWN_TOPIC_ID) break;
      await this.#again(`the deletion of ${name}`, code);
    }
    this.#gone.add(id);
  }

  async #configure(name: string): Promise<void> {
    const { retention } = this.#topics.get(name)!;
    const isReset = this.#site.random.chance(0.2);
    const value = isReset ? null : String(this.#site.random.between(1, 9) * 1_000_000_000);
    const resources = [
      {
        resourceType: topicResource,
        resourceName: name,
        configs: [{ name: setting, configOperation: isReset ? 1 : 0, value }],
      },
    ];
    for (;;) {
      const write = retention.begin(value ?? defaultRetention, elapsed(this.#site));
      const answer = await this.#client.ask(incrementalAlterConfigs, { resources, validateOnly: false });
      const code = answer?.responses[0]?.errorCode;
      if (code === errorCode.NONE) return write.acknowledge(elapsed(this.#site));
      await this.#again(`the settings of ${name}`, code);
    }
  }

  async #describe(name: string): Promise<void> {
    const begunMs = elapsed(this.#site);
    const answer = await this.#client.ask(describeConfigs, {
      resources: [{ resourceType: topicResource, resourceName: name, configurationKeys: [setting] }],
    });
    const [result] = answer?.results ?? [];
    if (result === undefined) return;
    if (result.errorCode !== errorCode.NONE) throw new Error(`the settings of ${name}: ${result.errorCode}`);
    this.#topics.get(name)!.retention.read(String(result.configs[0]?.value), begunMs);
  }

  /** Waits a while where the answer was lost, or says that another try may succeed. */
  async #again(what: string, code: number | undefined): Promise<void> {
    if (code !== undefined && !retried.has(code)) throw new Error(`${what} is refused: ${code}`);
    await pause(this.#site, 100);
  }
}
