import {
  errorCode,
  type listPartitionReassignments,
  type RequestOf,
  type ResponseInput,
} from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { isReassigning, type TopicImage } from "../image/index.ts";

type Request = RequestOf<typeof listPartitionReassignments>;
type Response = ResponseInput<typeof listPartitionReassignments>;
type Partition = Response["topics"][number]["partitions"][number];

/** ListPartitionReassignments: the moves under way, of all topics or of partitions that are named (KIP-455). */
export function decideListPartitionReassignments(
  { topics }: Request,
  { image }: DecisionContext,
): Decision<Response> {
  const { byName } = image.topics;
  const asked: (readonly [TopicImage | undefined, Iterable<number>])[] =
    topics === null
      ? [...byName.values()].map((topic) => [topic, topic.partitions.keys()])
      : topics.map(({ name, partitionIndexes }) => [byName.get(name), partitionIndexes]);
  const answered: { name: string; partitions: Partition[] }[] = [];
  for (const [topic, indexes] of asked) {
    const partitions = topic === undefined ? [] : movesOf(topic, indexes);
    if (topic !== undefined && partitions.length > 0) answered.push({ name: topic.name, partitions });
  }
  return withoutRecords({ errorCode: errorCode.NONE, errorMessage: null, topics: answered });
}

function movesOf(topic: TopicImage, indexes: Iterable<number>): Partition[] {
  const moves: Partition[] = [];
  for (const partitionIndex of indexes) {
    const partition = topic.partitions[partitionIndex];
    if (partition === undefined || !isReassigning(partition)) continue;
    moves.push({
      partitionIndex,
      replicas: [...partition.replicas],
      addingReplicas: [...partition.addingReplicas],
      removingReplicas: [...partition.removingReplicas],
    });
  }
  return moves;
}
