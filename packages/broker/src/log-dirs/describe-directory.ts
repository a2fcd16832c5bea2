import type { Log, LogDirectory, LogManager } from "@ottla/log";
import { type describeLogDirs, errorCode, type ResponseInput } from "@ottla/protocol";

export type DescribedDirectory = ResponseInput<typeof describeLogDirs>["results"][number];

/** What is in a log directory, of the partitions that are wanted, and how full its volume is. */
export async function describeDirectory(
  directory: LogDirectory,
  options: {
    readonly logs: LogManager;
    readonly isWanted: (log: Log) => boolean;
    readonly isCordoned: boolean;
  },
): Promise<DescribedDirectory> {
  const { logs, isWanted, isCordoned } = options;
  if (directory.failure !== null) return failed(directory);
  let capacity: { readonly totalBytes: number; readonly usableBytes: number };
  try {
    capacity = await directory.capacity();
  } catch {
    // Whoever writes to the directory next finds out what is wrong with it.
    return failed(directory);
  }
  const endOf = (future: Log): number => logs.get(future.topic, future.partition)?.endOffset ?? 0;
  const byTopic = new Map<string, Log[]>();
  const futures = new Set(logs.futuresIn(directory));
  for (const log of [...logs.logsIn(directory), ...futures]) {
    if (!isWanted(log)) continue;
    const ofTopic = byTopic.get(log.topic);
    if (ofTopic === undefined) byTopic.set(log.topic, [log]);
    else ofTopic.push(log);
  }
  return {
    errorCode: errorCode.NONE,
    logDir: directory.path,
    topics: Array.from(byTopic, ([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map((log) => ({
        partitionIndex: log.partition,
        partitionSize: log.sizeBytes,
        offsetLag: Math.max(0, (futures.has(log) ? endOf(log) : log.highWatermark) - log.endOffset),
        isFutureKey: futures.has(log),
      })),
    })),
    ...capacity,
    isCordoned,
  };
}

function failed({ path }: LogDirectory): DescribedDirectory {
  return { errorCode: errorCode.KAFKA_STORAGE_ERROR, logDir: path, topics: [] };
}
