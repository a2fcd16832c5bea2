import { alterReplicaLogDirs, errorCode, type RequestOf } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

/** 34 AlterReplicaLogDirs: moves replicas between the log directories of this broker (KIP-113). */
export const handleAlterReplicaLogDirs = handler(alterReplicaLogDirs, async (request, context) => {
  const results: { topicName: string; partitions: { partitionIndex: number; errorCode: number }[] }[] = [];
  for (const [topicName, paths] of distinctPaths(request)) {
    const partitions: { partitionIndex: number; errorCode: number }[] = [];
    for (const [partitionIndex, path] of paths) {
      partitions.push({ partitionIndex, errorCode: await move(topicName, partitionIndex, path, context) });
    }
    results.push({ topicName, partitions });
  }
  return { results };
});

/** The answer comes when the move has begun: DescribeLogDirs tells how far the move is. */
async function move(topic: string, index: number, path: string, { broker }: RequestContext): Promise<number> {
  const directory = broker.logs.directories.find((candidate) => candidate.path === path);
  if (directory === undefined) return errorCode.LOG_DIR_NOT_FOUND;
  if (directory.failure !== null) return errorCode.KAFKA_STORAGE_ERROR;
  const partition = broker.partitions.find(topic, index);
  if (partition === errorCode.NOT_LEADER_OR_FOLLOWER) return errorCode.REPLICA_NOT_AVAILABLE;
  if (typeof partition === "number") return partition;
  if (!partition.isOnline) return errorCode.KAFKA_STORAGE_ERROR;
  try {
    await broker.replicaMoves.move(partition, directory);
    return errorCode.NONE;
  } catch (error) {
    broker.logger.error(
      { topic, partition: index, path, error },
      "a log directory does not take a partition",
    );
    return errorCode.KAFKA_STORAGE_ERROR;
  }
}

/** Paths by topic and partition. Of what is named twice, the last is meant. */
function distinctPaths({ dirs }: RequestOf<typeof alterReplicaLogDirs>): Map<string, Map<number, string>> {
  const byTopic = new Map<string, Map<number, string>>();
  for (const { path, topics } of dirs) {
    for (const { name, partitions } of topics) {
      if (partitions.length === 0) continue; // it has no answer
      const paths = byTopic.get(name) ?? new Map<number, string>();
      for (const index of partitions) paths.set(index, path);
      byTopic.set(name, paths);
    }
  }
  return byTopic;
}
