/** What a directory in a log directory's root is for, as its name tells (UnifiedLog.parseTopicPartitionName). */
export interface PartitionDirectoryName {
  readonly topic: string;
  readonly partition: number;
  /** `delete`: waits for removal. `future`: being moved here from another log directory. `stray`: of no known topic. */
  readonly fate: "delete" | "future" | "stray" | null;
}

const live = /^(.+)-(\d+)$/;
const leaving = /^(\S+)-(\d+)\.([0-9a-f]{32})-(delete|future|stray)$/;

/** Longest name of a file that common file systems take. Kafka cuts the topic's name to stay below. */
const maxNameLength = 255;

export function partitionDirectoryName(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** `topic-partition.uuid-fate`; the uuid keeps a topic that is created and deleted again and again apart from itself. */
export function leavingDirectoryName(
  topic: string,
  partition: number,
  fate: "delete" | "future" | "stray",
  uniqueBytes: Uint8Array,
): string {
  const suffix = `-${partition}.${Buffer.from(uniqueBytes).toString("hex")}-${fate}`;
  return topic.slice(0, maxNameLength - suffix.length) + suffix;
}

/** Null for a name that is no partition's. */
export function parsePartitionDirectoryName(name: string): PartitionDirectoryName | null {
  const left = leaving.exec(name);
  if (left !== null) {
    // The pattern lets no other fate pass.
    const fate = left[4] as "delete" | "future" | "stray";
    return { topic: left[1] ?? "", partition: Number(left[2]), fate };
  }
  const match = live.exec(name);
  if (match === null) return null;
  return { topic: match[1] ?? "", partition: Number(match[2]), fate: null };
}
