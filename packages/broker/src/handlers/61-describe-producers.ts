import { invalidTopicName } from "@ottla/cluster";
import { describeProducers, errorCode, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

type PartitionAnswer = ResponseInput<typeof describeProducers>["topics"][number]["partitions"][number];

/** 61 DescribeProducers: whom the logs of partitions remember as their producers (KIP-664). */
export const handleDescribeProducers = handler(describeProducers, (request, context) => ({
  topics: request.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((index) => describe(name, index, context)),
  })),
}));

function describe(topic: string, index: number, { broker }: RequestContext): PartitionAnswer {
  if (!broker.partitions.hasTopic(topic)) {
    const invalid = invalidTopicName(topic);
    if (invalid !== null) {
      return { ...refusal(index, errorCode.INVALID_TOPIC_EXCEPTION), errorMessage: invalid };
    }
    const errorMessage = "This server does not host this topic-partition.";
    return { ...refusal(index, errorCode.UNKNOWN_TOPIC_OR_PARTITION), errorMessage };
  }
  const partition = broker.partitions.find(topic, index);
  if (typeof partition === "number") return refusal(index, partition);
  const code = partition.checkLeaderEpoch();
  if (code !== errorCode.NONE) return refusal(index, code);
  return {
    partitionIndex: index,
    errorCode: errorCode.NONE,
    activeProducers: partition.log.producers().map((producer) => ({
      producerId: producer.producerId,
      producerEpoch: producer.producerEpoch,
      lastSequence: producer.lastSequence,
      lastTimestamp: producer.timestamp,
      coordinatorEpoch: producer.coordinatorEpoch,
      currentTxnStartOffset: producer.currentTransactionFirstOffset,
    })),
  };
}

function refusal(partitionIndex: number, code: number): PartitionAnswer {
  return { partitionIndex, errorCode: code, activeProducers: [] };
}
