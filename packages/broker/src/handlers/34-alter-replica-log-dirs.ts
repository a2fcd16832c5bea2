import { alterReplicaLogDirs, errorCode, type RequestOf } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

/** 34 AlterReplicaLogDirs: moves replicas between the log directories of this broker (KIP-113). */
export const handleAlterReplicaLogDirs = handler(alterReplicaLogDirs, (request, context) => ({
  results: Array.from(distinctPaths(request), ([topicName, paths]) => ({
    topicName,
    partitions: Array.from(paths, ([partitionIndex, path]) => ({
      partitionIndex,
      errorCode: move(topicName, partitionIndex, path, context),
    })),
  })),
}));

/** The answer comes at once: DescribeLogDirs tells how far the move is. */
function move(topic: string, index: number, path: string, { broker }: RequestContext): number {
  const directory = broker.logs.directories.find((candidate) => candidate.path === path);
  if (directory === undefined) return errorCode.LOG_DIR_NOT_FOUND;
  if (directory.failure !== null) return errorCode.KAFKA_STORAGE_ERROR;
  const partition = broker.partitions.find(topic, index);
  if (partition === errorCode.NOT_LEADER_OR_FOLLOWER) return errorCode.REPLICA_NOT_AVAILABLE;
  if (typeof partition === "number") return partition;
  if (!partition.isOnline) return errorCode.KAFKA_STORAGE_ERROR;
  broker.replicaMoves.move(partition, directory);
  return errorCode.NONE;
}

/** Paths by topic and partition. Of what is named twice, the last is meant. */
function distinctPaths({ dirs }: RequestOf<typeof alterReplicaLogDirs>): Map<string, Map<number, string>> {
  const byTopic = new Map<string, Map<number, string>>();
  for (const { path, topics } of dirs) {
    for (const { name, partitions } of topics) {
      const paths = byTopic.get(name) ?? new Map<number, string>();
      for (const index of partitions) paths.set(index, path);
      byTopic.set(name, paths);
    }
  }
  return byTopic;
}
