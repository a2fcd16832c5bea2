import { errorCode, initProducerId, produce } from "@ottla/protocol";
import type { History } from "./history.ts";
import type { Sender } from "./partition-history.ts";
import {
  newBatch,
  type ProducedBatch,
  type ProducerIdentity,
  produceRequest,
  readProduced,
} from "./produce-records.ts";
import { type Closing, pause } from "./site.ts";
import { type ClientSite, VirtualClient } from "./virtual-client.ts";

/** `max.in.flight.requests.per.connection`: a broker remembers as many batches of a producer. */
const maxInFlight = 5;

interface Pending {
  readonly batch: ProducedBatch;
  readonly baseSequence: number;
}

/**
 * A producer with `enable.idempotence=true`: up to five batches are under way, and sent again, in the same order and with the
 * same numbers, until they are acknowledged.
 */
export class IdempotentProducer {
  readonly #site: ClientSite;
  readonly #history: History;
  readonly #sender: Sender;
  readonly #client: VirtualClient;
  #producerId = -1;
  #producerEpoch = -1;
  #nextRecord = 0;
  /** By partition, as sequences are counted. */
  readonly #nextSequence = new Map<string, number>();
  readonly #pending: Pending[] = [];

  constructor(site: ClientSite, history: History, name: string) {
    this.#site = site;
    this.#history = history;
    this.#sender = { name, isIdempotent: true };
    this.#client = new VirtualClient(site);
  }

  async run(closing: Closing): Promise<void> {
    const { random } = this.#site;
    await this.#introduce();
    while (!closing.isClosing || this.#pending.length > 0) {
      const wanted = closing.isClosing ? 0 : random.between(1, maxInFlight);
      while (this.#pending.length < wanted) this.#add();
      await this.#round();
      await pause(this.#site, random.pick([1, 20, 100, 400]) * random.fraction());
    }
    this.#client.close();
  }

  async #introduce(): Promise<void> {
    for (;;) {
      const answer = await this.#client.ask(initProducerId, {
        transactionalId: null,
        transactionTimeoutMs: 60_000,
      });
      if (answer !== null && answer.errorCode === errorCode.NONE) {
        this.#producerId = answer.producerId;
        this.#producerEpoch = answer.producerEpoch;
        this.#history.introduce(this.#producerId, this.#sender.name);
        return;
      }
      await pause(this.#site, 100);
    }
  }

  #add(): void {
    const batch = newBatch(this.#site, this.#history, this.#sender.name, this.#nextRecord);
    const count = batch.records.length;
    const key = `${batch.topic.name}-${batch.partition}`;
    const baseSequence = this.#nextSequence.get(key) ?? 0;
    this.#nextSequence.set(key, baseSequence + count);
    this.#nextRecord += count;
    this.#pending.push({ batch, baseSequence });
  }

  /** Sends all that is pending at once, and waits for all answers. What is not acknowledged is pending still. */
  async #round(): Promise<void> {
    const sent = this.#pending.splice(0);
    const answers = sent.map((pending) => {
      const { topic, partition, records } = pending.batch;
      this.#history.partition(topic, partition).send(this.#sender, records);
      const request = produceRequest(pending.batch, -1, this.#identity(pending));
      return this.#client.ask(produce, request);
    });
    /** Partitions in which a batch failed: those that follow it there cannot succeed. */
    const failed = new Set<string>();
    for (const [index, answer] of answers.entries()) {
      const pending = sent[index]!;
      const { topic, partition, records } = pending.batch;
      const key = `${topic.name}-${partition}`;
      const produced = readProduced(await answer);
      if (produced.kind === "acknowledged") {
        if (failed.has(key)) throw new Error(`${key} took a batch of ${this.#sender.name} before its turn`);
        this.#history.partition(topic, partition).acknowledge(produced.baseOffset, records);
        continue;
      }
      const isOutOfTurn =
        failed.has(key) &&
        produced.kind === "refused" &&
        produced.code === errorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
      if (produced.kind === "refused" && !isOutOfTurn) {
        throw new Error(
          `${key} refuses sequence ${pending.baseSequence} of ${this.#sender.name}: ${produced.code}`,
        );
      }
      failed.add(key);
      this.#pending.push(pending);
    }
    if (failed.size > 0) await pause(this.#site, 50);
  }

  #identity({ baseSequence }: Pending): ProducerIdentity {
    return { producerId: this.#producerId, producerEpoch: this.#producerEpoch, baseSequence };
  }
}
