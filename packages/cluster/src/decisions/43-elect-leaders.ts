import { type electLeaders, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { clusterRules } from "../controller/leadership.ts";
import { partitionChange } from "../controller/partition-change.ts";
import { noLeader } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, ownWords, tooManyRecords } from "./fault.ts";

type Request = RequestOf<typeof electLeaders>;
type Response = ResponseInput<typeof electLeaders>;
type Result = Response["replicaElectionResults"][number];
type ElectionType = "preferred" | "unclean";

const electionTypes: ReadonlyMap<number, ElectionType> = new Map([
  [0, "preferred"],
  [1, "unclean"],
]);

/** The version from which on an answer has an error of its own; before, each partition has it. */
const hasErrorSince = 1;

/** ElectLeaders: the preferred replicas lead again, or somebody leads where nobody does (KIP-460). */
export function decideElectLeaders(request: Request, context: DecisionContext): Decision<Response> {
  if (request.topicPartitions?.length === 0) {
    // Nothing is asked for, however it is asked.
    return withoutRecords({
      ...(hasError(context) ? { errorCode: errorCode.NONE } : {}),
      replicaElectionResults: [],
    });
  }
  const electionType =
    context.apiVersion >= hasErrorSince ? electionTypes.get(request.electionType) : "preferred";
  if (electionType === undefined) {
    return withoutRecords(
      refuseAll(request, fault("INVALID_REQUEST", `Unknown election type ${request.electionType}`)),
    );
  }
  const records: MetadataRecordInput[] = [];
  const elect = (topic: string, partitionId: number): Fault => {
    const elected = electLeader(topic, partitionId, electionType, context);
    if ("errorCode" in elected) return elected;
    records.push(elected);
    return noFault;
  };
  const replicaElectionResults =
    request.topicPartitions === null ? electAll(context, elect) : electNamed(request.topicPartitions, elect);
  if (records.length > maxRecordsPerRequest) return withoutRecords(refuseAll(request, tooManyRecords));
  return {
    records,
    response: { ...(hasError(context) ? { errorCode: errorCode.NONE } : {}), replicaElectionResults },
  };
}

function hasError({ apiVersion }: DecisionContext): boolean {
  return apiVersion >= hasErrorSince;
}

function electNamed(
  topics: NonNullable<Request["topicPartitions"]>,
  elect: (topic: string, partitionId: number) => Fault,
): Result[] {
  return topics.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => ({ partitionId, ...elect(topic, partitionId) })),
  }));
}

/** Of all partitions, those that have the right leader already are left out. */
function electAll(
  { image }: DecisionContext,
  elect: (topic: string, partitionId: number) => Fault,
): Result[] {
  return [...image.topics.byName.values()].map(({ name, partitions }) => ({
    topic: name,
    partitionResult: [...partitions.keys()]
      .map((partitionId) => ({ partitionId, ...elect(name, partitionId) }))
      .filter((result) => result.errorCode !== errorCode.ELECTION_NOT_NEEDED),
  }));
}

function electLeader(
  topicName: string,
  partitionId: number,
  electionType: ElectionType,
  context: DecisionContext,
): MetadataRecordInput | Fault {
  const topic = context.image.topics.byName.get(topicName);
  if (topic === undefined) return fault("UNKNOWN_TOPIC_OR_PARTITION", `No such topic as ${topicName}`);
  const partition = topic.partitions[partitionId];
  if (partition === undefined) {
    return fault("UNKNOWN_TOPIC_OR_PARTITION", `No such partition as ${topicName}-${partitionId}`);
  }
  const isPreferred = electionType === "preferred";
  const isNeeded = isPreferred ? partition.leader !== partition.replicas[0] : partition.leader === noLeader;
  if (!isNeeded) return fault("ELECTION_NOT_NEEDED", ownWords.electionNotNeeded);
  const change = partitionChange({
    ...clusterRules(context, topic),
    partitionId,
    partition,
    election: electionType,
  });
  if (change !== null) return change;
  return isPreferred
    ? fault("PREFERRED_LEADER_NOT_AVAILABLE", ownWords.preferredLeaderNotAvailable)
    : fault("ELIGIBLE_LEADERS_NOT_AVAILABLE", ownWords.eligibleLeadersNotAvailable);
}

function refuseAll({ topicPartitions }: Request, reason: Fault): Response {
  return {
    errorCode: reason.errorCode,
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ partitionId, ...reason })),
    })),
  };
}
