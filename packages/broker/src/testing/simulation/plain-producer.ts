import { produce } from "@ottla/protocol";
import type { History } from "./history.ts";
import type { Sender } from "./partition-history.ts";
import { newBatch, produceRequest, readProduced } from "./produce-records.ts";
import { type Closing, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** A producer without an id. It sends a batch again until it is acknowledged, and may so write it more than once. */
export class PlainProducer {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #sender: Sender;
  readonly #acks: 1 | -1;
  readonly #client: VirtualClient;
  #nextRecord = 0;

  constructor(site: ClientSite, history: History, name: string) {
    this.#site = site;
    this.#history = history;
    this.#sender = { name, isIdempotent: false };
    this.#acks = site.random.pick([1, -1]);
    this.#client = new VirtualClient(site);
  }

  async run(closing: Closing): Promise<void> {
    const { random } = this.#site;
    while (!closing.isClosing) {
      await this.#produce();
      await pause(this.#site, random.pick([1, 20, 100, 400]) * random.fraction());
    }
    this.#client.close();
  }

  async #produce(): Promise<void> {
    const { name } = this.#sender;
    const batch = newBatch(this.#site, this.#history, name, this.#nextRecord);
    const { topic, partition, records } = batch;
    this.#nextRecord += records.length;
    const log = this.#history.partition(topic, partition);
    for (;;) {
      log.send(this.#sender, records);
      const produced = readProduced(await this.#client.ask(produce, produceRequest(batch, this.#acks, null)));
      if (produced.kind === "acknowledged") return log.acknowledge(produced.baseOffset, records);
      if (produced.kind === "refused")
        throw new Error(`${log.name} refuses a batch of ${name}: ${produced.code}`);
      await pause(this.#site, 50);
    }
  }
}
