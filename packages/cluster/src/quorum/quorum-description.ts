import { type describeQuorum, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { metadataTopicName } from "../format/file-names.ts";
import type { VoterEndpoint } from "./voters.ts";

/** What is to be told about a quorum of one voter (KIP-595, KIP-836, KIP-853). */
export interface QuorumFacts {
  readonly nodeId: number;
  /** The zero id at `kraft.version` 0. */
  readonly directoryId: string;
  readonly leaderEpoch: number;
  readonly highWatermark: number;
  readonly endOffset: number;
  readonly endpoints: readonly VoterEndpoint[];
  /** A leader has always just fetched from itself. */
  readonly nowMs: number;
}

type Request = RequestOf<typeof describeQuorum>;
type Response = ResponseInput<typeof describeQuorum>;

/** The answer to DescribeQuorum. It can be asked about one thing only: partition 0 of the metadata log. */
export function describedQuorum(request: Request, facts: QuorumFacts): Response {
  const [topic] = request.topics;
  const [partition] = topic?.partitions ?? [];
  const isAboutMetadata =
    request.topics.length === 1 &&
    topic?.topicName === metadataTopicName &&
    topic.partitions.length === 1 &&
    partition?.partitionIndex === 0;
  return isAboutMetadata ? description(facts) : aboutNothing(request);
}

function description(facts: QuorumFacts): Response {
  const { nodeId, directoryId, leaderEpoch, highWatermark, endOffset, endpoints, nowMs } = facts;
  const self = {
    replicaId: nodeId,
    replicaDirectoryId: directoryId,
    logEndOffset: endOffset,
    lastFetchTimestamp: nowMs,
    lastCaughtUpTimestamp: nowMs,
  };
  const partition = {
    partitionIndex: 0,
    errorCode: errorCode.NONE,
    errorMessage: "",
    leaderId: nodeId,
    leaderEpoch,
    highWatermark,
    currentVoters: [self],
    observers: [],
  };
  return {
    errorCode: errorCode.NONE,
    errorMessage: "",
    topics: [{ topicName: metadataTopicName, partitions: [partition] }],
    nodes: [{ nodeId, listeners: endpoints.map((endpoint) => ({ ...endpoint })) }],
  };
}

function aboutNothing(request: Request): Response {
  const nothing = {
    errorCode: errorCode.UNKNOWN_TOPIC_OR_PARTITION,
    errorMessage: "This server does not host this topic-partition.",
    leaderId: 0,
    leaderEpoch: 0,
    highWatermark: 0,
    currentVoters: [],
    observers: [],
  };
  return {
    errorCode: errorCode.NONE,
    errorMessage: "",
    topics: request.topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, ...nothing })),
    })),
    nodes: [],
  };
}
