import {
  buildRecordBatch,
  createTopics,
  deleteRecords,
  errorCode,
  listOffsets,
  produce,
} from "@ottla/protocol";
import { readProduced } from "./produce-records.ts";
import { type Closing, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

const earliest = -2;
const latest = -1;

/** After these it asks again: the node stops, its disk has troubles, or nobody answered. */
const retried: ReadonlySet<number | undefined> = new Set([
  undefined,
  errorCode.REQUEST_TIMED_OUT,
  errorCode.KAFKA_STORAGE_ERROR,
  errorCode.NOT_LEADER_OR_FOLLOWER,
  errorCode.INVALID_REPLICATION_FACTOR,
]);

/** Writes to a topic of its own and deletes what is old (DeleteRecords): the log may never begin earlier again, nor end earlier. */
export class Housekeeper {
  readonly #site: ClientSite;
  readonly #client: VirtualClient;
  readonly #topic: string;
  /** Where the log begins and ends at least. */
  #startOffset = 0;
  #endOffset = 0;
  #topicId = "";

  constructor(site: ClientSite, name: string) {
    this.#site = site;
    this.#client = new VirtualClient(site);
    this.#topic = name;
  }

  async run(closing: Closing): Promise<void> {
    const { random } = this.#site;
    await this.#create();
    while (!closing.isClosing) {
      const act = random.below(5);
      if (act < 2) await this.#write();
      else if (act < 3) await this.#delete();
      else await this.#check();
      await pause(this.#site, random.pick([5, 50, 300]) * random.fraction());
    }
    await this.#check();
    this.#client.close();
  }

  async #create(): Promise<void> {
    const configs = [{ name: "internal.segment.bytes", value: "2000" }];
    const topic = { name: this.#topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs };
    for (;;) {
      const answer = await this.#client.ask(createTopics, { topics: [topic] }, { version: 7 });
      const [created] = answer?.topics ?? [];
      if (created?.errorCode === errorCode.NONE) {
        this.#topicId = created.topicId;
        return;
      }
      // The answer to an earlier try was lost. Without the topic's id, requests go by its name.
      if (created?.errorCode === errorCode.TOPIC_ALREADY_EXISTS) return;
      await this.#again("creation", created?.errorCode);
    }
  }

  async #write(): Promise<void> {
    const { random, world } = this.#site;
    const value = Buffer.alloc(random.between(10, 500), this.#topic);
    const record = { key: null, value, timestamp: world.clock.now() };
    const version = this.#topicId === "" ? 12 : 13;
    const topicData = [
      {
        name: this.#topic,
        topicId: this.#topicId,
        partitionData: [{ index: 0, records: buildRecordBatch({ records: [record, record] }) }],
      },
    ];
    const answer = await this.#client.ask(produce, { acks: -1, timeoutMs: 3000, topicData }, { version });
    const produced = readProduced(answer);
    if (produced.kind === "refused") throw new Error(`${this.#topic} is not written to: ${produced.code}`);
    if (produced.kind === "acknowledged")
      this.#endOffset = Math.max(this.#endOffset, produced.baseOffset + 2);
  }

  async #delete(): Promise<void> {
    const offset = this.#site.random.between(this.#startOffset, this.#endOffset);
    const partitions = [{ partitionIndex: 0, offset }];
    const answer = await this.#client.ask(deleteRecords, {
      topics: [{ name: this.#topic, partitions }],
      timeoutMs: 3000,
    });
    const deleted = answer?.topics[0]?.partitions[0];
    if (deleted?.errorCode !== errorCode.NONE) return await this.#again("deletion", deleted?.errorCode);
    if (deleted.lowWatermark < offset)
      throw new Error(`${this.#topic} begins at ${deleted.lowWatermark}, and not at ${offset}`);
    this.#startOffset = deleted.lowWatermark;
  }

  async #check(): Promise<void> {
    const [startOffset, endOffset] = [await this.#offsetAt(earliest), await this.#offsetAt(latest)];
    if (startOffset !== null && startOffset < this.#startOffset)
      throw new Error(`${this.#topic} began at ${this.#startOffset}, and now at ${startOffset}`);
    if (endOffset !== null && endOffset < this.#endOffset)
      throw new Error(`${this.#topic} ended at ${this.#endOffset}, and now at ${endOffset}`);
  }

  async #offsetAt(timestamp: number): Promise<number | null> {
    const partitions = [{ partitionIndex: 0, timestamp }];
    const topics = [{ name: this.#topic, partitions }];
    const answer = await this.#client.ask(listOffsets, { replicaId: -1, isolationLevel: 0, topics });
    const found = answer?.topics[0]?.partitions[0];
    if (found?.errorCode === errorCode.NONE) return found.offset;
    await this.#again("search for offsets", found?.errorCode);
    return null;
  }

  async #again(what: string, code: number | undefined): Promise<void> {
    if (!retried.has(code)) throw new Error(`${this.#topic}, ${what}: ${code}`);
    await pause(this.#site, 100);
  }
}
