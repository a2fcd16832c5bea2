import { errorCode, type produce, type RequestOf } from "@ottla/protocol";
import type { RequestContext } from "../dispatch/handler.ts";
import { isInternalTopic } from "../metadata/internal-topics.ts";
import type { Partition } from "../partitions/partition.ts";
import { type ProducedPartition, producedError, refusalAnswer, shapeRefusal } from "./refusal-answer.ts";

type ProduceRequest = RequestOf<typeof produce>;
type TopicRequest = ProduceRequest["topicData"][number];
type PartitionRequest = TopicRequest["partitionData"][number];

/** What came of the records for one partition. */
export interface AppendedPartition {
  /** The answer, if nothing goes wrong from here on. */
  readonly answer: ProducedPartition;
  /** Resolves when the answer may be given, rejects when the disk failed; null: it stands already. */
  readonly written: Promise<void> | null;
}

/** From this version on topics are named by id. */
const topicIdsSince = 13;
/** From this version on answers name the leader where this broker is none. */
const currentLeaderSince = 10;
const allReplicas = -1;
/** Kafka's tools write to internal topics under this name. */
const adminClientId = "__admin_client";

/**
 * Appends the records for one partition, at once and without looking at more of them than the log does. The log copies what
 * it keeps, or holds on to its memory: when this returns, nobody else looks at the frame any more.
 */
export function appendProduced(
  topic: TopicRequest,
  { index, records }: PartitionRequest,
  request: ProduceRequest,
  { apiVersion, clientId, memory, broker }: RequestContext,
): AppendedPartition {
  const partition =
    apiVersion >= topicIdsSince
      ? broker.partitions.findById(topic.topicId, index)
      : broker.partitions.find(topic.name, index);
  if (typeof partition === "number") return settled(producedError(index, partition));
  const { acks } = request;
  const bytes = records ?? nothing;
  const refused = (refusal: number): AppendedPartition =>
    settled(shapeRefusal(index, bytes, partition.log, apiVersion) ?? producedError(index, refusal));
  if (acks < allReplicas || acks > 1) return refused(errorCode.INVALID_REQUIRED_ACKS);
  if (isInternalTopic(partition.topic) && clientId !== adminClientId) {
    return refused(errorCode.INVALID_TOPIC_EXCEPTION);
  }
  const code = partition.checkLeaderEpoch();
  if (code !== errorCode.NONE) return settled(notLed(index, code, partition, apiVersion));
  const { log } = partition;
  if (acks === allReplicas && !partition.hasEnoughReplicas) {
    return settled({
      ...producedError(index, errorCode.NOT_ENOUGH_REPLICAS),
      logStartOffset: log.startOffset,
    });
  }
  if (isTransactional(bytes)) {
    // No coordinator of transactions is built: nothing can be part of one.
    return settled({ ...producedError(index, errorCode.INVALID_TXN_STATE), logStartOffset: log.startOffset });
  }
  const appended = log.append(bytes, {
    origin: "client",
    leaderEpoch: partition.leaderEpoch,
    produceVersion: apiVersion,
    memory,
  });
  if (appended.kind !== "appended") return settled(refusalAnswer(index, appended, log, bytes));
  return {
    answer: {
      index,
      errorCode: errorCode.NONE,
      baseOffset: appended.baseOffset,
      logAppendTimeMs: appended.logAppendTimeMs,
      logStartOffset: appended.logStartOffset,
    },
    written: appended.written,
  };
}

const nothing = Buffer.alloc(0);

/** Where a batch has its attributes, and the bit of a transaction among them. */
const attributesPosition = 22;
const transactionalBit = 0x10;

export function isTransactional(records: Buffer): boolean {
  return records.length > attributesPosition && (records[attributesPosition]! & transactionalBit) !== 0;
}

function settled(answer: ProducedPartition): AppendedPartition {
  return { answer, written: null };
}

/** Names the leader where it is another (KIP-951). */
function notLed(index: number, code: number, partition: Partition, apiVersion: number): ProducedPartition {
  const answer = producedError(index, code);
  if (code !== errorCode.NOT_LEADER_OR_FOLLOWER || apiVersion < currentLeaderSince) return answer;
  const { leaderId, leaderEpoch } = partition;
  return { ...answer, currentLeader: { leaderId, leaderEpoch } };
}
