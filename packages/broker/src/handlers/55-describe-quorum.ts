import { describeQuorum, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

type Request = RequestOf<typeof describeQuorum>;
type Response = ResponseInput<typeof describeQuorum>;

/** From this version on, voters are told apart by their directories, and how they are reached is told (KIP-853). */
const directoriesSince = 2;
const metadataTopic = "__cluster_metadata";

/** 55 DescribeQuorum: who votes about the metadata, and how far each has come (KIP-595). */
export const handleDescribeQuorum = handler(
  describeQuorum,
  (request, { broker, apiVersion }: RequestContext<Node>) => {
    if (!isAboutMetadata(request)) return refuse(request);
    const { voters, observers, nodes, ...state } = broker.quorum.describe();
    return {
      errorCode: errorCode.NONE,
      errorMessage: "",
      topics: [
        {
          topicName: metadataTopic,
          partitions: [
            {
              partitionIndex: 0,
              errorCode: errorCode.NONE,
              errorMessage: "",
              ...state,
              currentVoters: voters.map((voter) => asOf(apiVersion, voter)),
              observers: observers.map((observer) => asOf(apiVersion, observer)),
            },
          ],
        },
      ],
      ...(apiVersion >= directoriesSince ? { nodes } : {}),
    };
  },
);

/** A replica as the version tells of it. */
function asOf<R extends { readonly replicaDirectoryId: string }>(apiVersion: number, replica: R) {
  if (apiVersion >= directoriesSince) return replica;
  const { replicaDirectoryId: _, ...rest } = replica;
  return rest;
}

/** One partition has a quorum; whoever asks about it asks about nothing else. */
function isAboutMetadata({ topics }: Request): boolean {
  const [topic] = topics;
  return (
    topics.length === 1 &&
    topic?.topicName === metadataTopic &&
    topic.partitions.length === 1 &&
    topic.partitions[0]?.partitionIndex === 0
  );
}

function refuse({ topics }: Request): Response {
  const errorMessage = "This server does not host this topic-partition.";
  return {
    errorCode: errorCode.NONE,
    errorMessage: "",
    topics: topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: errorCode.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage,
        leaderId: 0,
        leaderEpoch: 0,
        highWatermark: 0,
        currentVoters: [],
        observers: [],
      })),
    })),
  };
}
