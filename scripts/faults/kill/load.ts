import { initProducerId, offsetCommit, produce } from "@ottla/protocol";
import { isFault } from "@ottla/runtime";
import type { SeededRandom } from "@ottla/simulator";
import { ConnectionLost, RawClient } from "./raw-client.ts";
import { makeBatch, type SentBatch } from "./sent.ts";

export const topic = "kill";
export const partitions = 3;
export const group = "kill-group";

export const produceVersion = 12;
const commitVersion = 9;
const initProducerIdVersion = 5;
const timeoutMs = 30_000;
const plainConnections = 2;
const plainInFlight = 3;
/** As many as an idempotent producer may have in flight (KIP-98). */
const idempotentInFlight = 5;
const largestValueBytes = 1_000_000;

/** How far the group's offset has come, as committed and as answered. */
export interface CommitState {
  sent: number;
  acknowledged: number;
}

/**
 * Producers and a committer at work on several connections, with acks=1, until the broker is gone. What was sent and what was
 * acknowledged outlives the broker: one load goes on where the last one was cut off.
 */
export class Load {
  readonly #random: SeededRandom;
  readonly #port: number;
  /** Every batch whose fate the verifier has not settled, by id. */
  readonly sent = new Map<number, SentBatch>();
  readonly commit: CommitState = { sent: 0, acknowledged: -1 };
  /** Of the idempotent producer: sent and not acknowledged, in order. */
  readonly #pending: SentBatch[] = [];
  readonly #nextSequence: number[] = Array.from({ length: partitions }, () => 0);
  #producerId = -1;
  #nextId = 1;
  acknowledgedCount = 0;
  /** Repeated batches that the broker knew already. */
  repeatedCount = 0;

  constructor(port: number, random: SeededRandom) {
    this.#port = port;
    this.#random = random;
  }

  get sentCount(): number {
    return this.#nextId - 1;
  }

  /** What the idempotent producer does when its broker is back: sends again, in order, what was not acknowledged. */
  async sendAgain(): Promise<void> {
    const client = await RawClient.connect(this.#port);
    const again = this.#pending.splice(0);
    await Promise.all(
      again.map(async (batch) => {
        await this.#send(client, batch);
        this.repeatedCount++;
      }),
    );
    client.close();
  }

  /** Works until every connection is lost. Rejects when the broker answers what it must not. */
  async run(): Promise<void> {
    const workers = [this.#produceIdempotent(), this.#commitOffsets()];
    for (let index = 0; index < plainConnections; index++) workers.push(this.#producePlain());
    await Promise.all(workers);
  }

  async #producePlain(): Promise<void> {
    await this.#work(plainInFlight, async (client) => {
      await this.#send(client, this.#nextBatch(false));
    });
  }

  async #produceIdempotent(): Promise<void> {
    await this.#work(idempotentInFlight, async (client) => {
      if (this.#producerId < 0) return await this.#becomeProducer(client);
      const batch = this.#nextBatch(true);
      this.#pending.push(batch);
      await this.#send(client, batch);
      this.#pending.splice(this.#pending.indexOf(batch), 1);
    });
  }

  async #commitOffsets(): Promise<void> {
    await this.#work(1, async (client) => {
      const committedOffset = ++this.commit.sent;
      const { topics } = await client.send(offsetCommit, commitVersion, {
        groupId: group,
        memberId: "",
        topics: [
          { name: topic, partitions: [{ partitionIndex: 0, committedOffset, committedMetadata: null }] },
        ],
      });
      demandNoError("OffsetCommit", topics[0]?.partitions[0]?.errorCode);
      this.commit.acknowledged = committedOffset;
    });
  }

  /** Keeps so many steps under way on a connection of its own, each begun in order, until the connection is lost. */
  async #work(inFlight: number, step: (client: RawClient) => Promise<void>): Promise<void> {
    const client = await connectOrNull(this.#port);
    // On a busy machine the broker may be gone before this connection was made.
    if (client === null) return;
    const lane = async (): Promise<void> => {
      for (;;) await step(client);
    };
    try {
      await Promise.all(Array.from({ length: inFlight }, lane));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    } finally {
      client.close();
    }
  }

  async #becomeProducer(client: RawClient): Promise<void> {
    // The other lanes wait for the same answer.
    const answer = await client.send(initProducerId, initProducerIdVersion, {
      transactionalId: null,
      transactionTimeoutMs: timeoutMs,
    });
    demandNoError("InitProducerId", answer.errorCode);
    if (this.#producerId < 0) this.#producerId = answer.producerId;
  }

  async #send(client: RawClient, batch: SentBatch): Promise<void> {
    const answer = await client.send(produce, produceVersion, {
      acks: 1,
      timeoutMs,
      topicData: [{ name: topic, partitionData: [{ index: batch.partition, records: batch.records }] }],
    });
    const result = answer.responses[0]?.partitionResponses[0];
    demandNoError("Produce", result?.errorCode, result?.errorMessage);
    batch.baseOffset = result?.baseOffset ?? null;
    this.acknowledgedCount++;
  }

  #nextBatch(isIdempotent: boolean): SentBatch {
    const random = this.#random;
    const partition = random.below(partitions);
    const { recordCount, valueBytes } = this.#size();
    const baseSequence = this.#nextSequence[partition] ?? 0;
    if (isIdempotent) this.#nextSequence[partition] = baseSequence + recordCount;
    const batch = makeBatch({
      id: this.#nextId++,
      partition,
      recordCount,
      valueBytes,
      producer: isIdempotent ? { producerId: this.#producerId, producerEpoch: 0, baseSequence } : null,
    });
    this.sent.set(batch.id, batch);
    return batch;
  }

  /** From a hundred bytes to a megabyte. */
  #size(): { recordCount: number; valueBytes: number } {
    const random = this.#random;
    switch (random.below(6)) {
      case 0:
        return { recordCount: 1, valueBytes: random.between(100_000, largestValueBytes) };
      case 1:
      case 2:
        return { recordCount: random.between(10, 100), valueBytes: random.between(100, 2000) };
      default:
        return { recordCount: random.between(1, 10), valueBytes: random.between(20, 500) };
    }
  }
}

async function connectOrNull(port: number): Promise<RawClient | null> {
  try {
    return await RawClient.connect(port);
  } catch (error) {
    if (isFault(error, "ECONNREFUSED", "ECONNRESET")) return null;
    throw error;
  }
}

/** Throws where the broker refuses what is in order. */
export function demandNoError(request: string, errorCode: number | undefined, message?: string | null): void {
  if (errorCode === 0) return;
  throw new Error(`${request} was answered with the error ${errorCode ?? "of no answer"} ${message ?? ""}`);
}
