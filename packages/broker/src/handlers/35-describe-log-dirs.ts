import { describeLogDirs, errorCode, type RequestOf } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { describeDirectory } from "../log-dirs/describe-directory.ts";

/** 35 DescribeLogDirs: what is in the log directories, and how full their volumes are (KIP-113, KIP-827). */
export const handleDescribeLogDirs = handler(describeLogDirs, async (request, { broker }) => {
  const { logs, config, partitions } = broker;
  const wanted = wantedPartitions(request);
  const cordoned = config["cordoned.log.dirs"];
  return {
    errorCode: errorCode.NONE,
    results: await Promise.all(
      logs.directories.map((directory) =>
        describeDirectory(directory, {
          logs,
          isWanted: ({ topic, partition }) =>
            (wanted === null || wanted.get(topic)?.has(partition) === true) &&
            partitions.byName(topic, partition) !== undefined,
          isCordoned: cordoned.includes(everyDirectory) || cordoned.includes(directory.path),
        }),
      ),
    ),
  };
});

/** In `cordoned.log.dirs`. */
const everyDirectory = "*";

/** Null: all. */
function wantedPartitions({ topics }: RequestOf<typeof describeLogDirs>): Map<string, Set<number>> | null {
  if (topics === null) return null;
  const wanted = new Map<string, Set<number>>();
  for (const { topic, partitions } of topics) {
    const indexes = wanted.get(topic) ?? new Set();
    for (const index of partitions) indexes.add(index);
    wanted.set(topic, indexes);
  }
  return wanted;
}
