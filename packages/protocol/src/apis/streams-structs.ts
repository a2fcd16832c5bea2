/** Parts that the APIs of streams groups have in common (KIP-1071). */
import { array, int16, int32, int64, string } from "../schema/index.ts";

/** Tasks: the partitions of a subtopology's source topics, each worked on by one member. */
export const tasks = array({
  subtopologyId: string,
  partitions: array(int32),
});

/** How far a member has come with its tasks. */
export const taskOffsets = array({
  subtopologyId: string,
  partition: int32,
  offset: int64,
});

/** Topics that the topology needs and the group creates. */
export const internalTopics = array({
  name: string,
  /** 0: as many as the source topics have. */
  partitions: int32,
  /** 0: as the broker is set. */
  replicationFactor: int16,
  topicConfigs: array({
    key: string,
    value: string,
  }),
});
