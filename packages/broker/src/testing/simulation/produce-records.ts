import {
  buildRecordBatch,
  type CompressionCodec,
  compressionCodecs,
  errorCode,
  type produce,
  type RequestInput,
  type ResponseOf,
} from "@ottla/protocol";
import type { History } from "./history.ts";
import type { SentRecord } from "./partition-history.ts";
import type { Topic } from "./topic.ts";
import type { ClientSite } from "./virtual-client.ts";

/** A batch that is made again whenever it is sent: a broker may write into what it is given. */
export interface ProducedBatch {
  readonly topic: Topic;
  readonly partition: number;
  readonly records: readonly SentRecord[];
  readonly codec: CompressionCodec;
}

/** Who a batch is from, as idempotent producers say. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** Not zstd, which older clients are not served. */
const codecs = compressionCodecs.filter((codec) => codec !== "zstd");

/** A few records that nobody else sends, numbered from `first`. */
export function newRecords(site: ClientSite, sender: string, first: number): SentRecord[] {
  const { random, world } = site;
  const length = random.pick([20, 20, 100, 100, 1000, 5000]);
  return Array.from({ length: random.between(1, 4) }, (_, index) => ({
    value: `${sender}#${first + index}`.padEnd(random.below(length), "."),
    key: sender,
    timestamp: world.clock.now() - random.below(10),
  }));
}

export function newBatch(site: ClientSite, history: History, sender: string, first: number): ProducedBatch {
  const { random } = site;
  const topic = random.pick(history.topics);
  return {
    topic,
    partition: random.below(topic.partitionCount),
    records: newRecords(site, sender, first),
    codec: random.chance(0.3) ? random.pick(codecs) : "none",
  };
}

export function produceRequest(
  { topic, partition, records, codec }: ProducedBatch,
  acks: number,
  identity: ProducerIdentity | null,
): RequestInput<typeof produce> {
  const batch = buildRecordBatch({
    codec,
    ...identity,
    records: records.map(({ key, value, timestamp }) => ({
      key: Buffer.from(key),
      value: Buffer.from(value),
      timestamp,
    })),
  });
  return {
    acks,
    timeoutMs: 3000,
    topicData: [
      { name: topic.name, topicId: topic.id, partitionData: [{ index: partition, records: batch }] },
    ],
  };
}

/** What a producer hears of its batch: which offset it has, or that it has none, or may have one. */
export type Produced =
  | { readonly kind: "acknowledged"; readonly baseOffset: number }
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "in doubt" };

/** After these a producer sends again: the broker could not take the batch, or may have. */
const inDoubt: ReadonlySet<number> = new Set([
  errorCode.REQUEST_TIMED_OUT,
  errorCode.KAFKA_STORAGE_ERROR,
  errorCode.NOT_LEADER_OR_FOLLOWER,
]);

export function readProduced(answer: ResponseOf<typeof produce> | null): Produced {
  if (answer === null) return { kind: "in doubt" };
  const { errorCode: code, baseOffset } = answer.responses[0]!.partitionResponses[0]!;
  if (code === errorCode.NONE) return { kind: "acknowledged", baseOffset };
  return inDoubt.has(code) ? { kind: "in doubt" } : { kind: "refused", code };
}
