import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  type MessageOf,
  ProtocolError,
  Reader,
  Writer,
} from "@ottla/protocol";
import type { Assignment } from "../assignors/assignor.ts";
import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import { listAssigned } from "./partitions.ts";

/** The protocol that classic consumers speak inside of JoinGroup and SyncGroup: a version, then the message. */
const highestVersion = 3;

export type EmbeddedSubscription = MessageOf<typeof consumerProtocolSubscription>;
export type EmbeddedAssignment = MessageOf<typeof consumerProtocolAssignment>;

/** What a classic consumer wants and has; null: this is not what consumers send. */
export function readSubscription(metadata: Buffer): EmbeddedSubscription | null {
  return read(metadata, (reader, version) => consumerProtocolSubscription.decode(reader, version));
}

/** What the leader of a classic group has given a consumer; null: this is not what consumers send. */
export function readAssignment(bytes: Buffer): EmbeddedAssignment | null {
  return read(bytes, (reader, version) => consumerProtocolAssignment.decode(reader, version));
}

/** An assignment in the version in which the member has told its subscription. Topics that are gone are left out. */
export function writeAssignment(assignment: Assignment, metadata: Buffer, topics: ClusterTopics): Buffer {
  const version = metadata.length < 2 ? 0 : Math.min(metadata.readInt16BE(0), highestVersion);
  const assignedPartitions = [];
  for (const { topicId, partitions } of listAssigned(assignment)) {
    const topic = topics.byId(topicId);
    if (topic !== null) assignedPartitions.push({ topic: topic.name, partitions });
  }
  const writer = new Writer();
  writer.int16(version);
  consumerProtocolAssignment.encode(writer, { assignedPartitions }, version);
  return writer.toBuffer();
}

/** Partitions by topic id, of topics that exist. */
export function withTopicIds(
  named: readonly { readonly topic: string; readonly partitions: readonly number[] }[],
  topics: ClusterTopics,
): { topicId: string; partitions: readonly number[] }[] {
  const found = [];
  for (const { topic: name, partitions } of named) {
    const topic = topics.byName(name);
    if (topic !== null) found.push({ topicId: topic.topicId, partitions });
  }
  return found;
}

/** Versions that are not known yet are read as the last one that is: they may only add to it. */
function read<T>(bytes: Buffer, decode: (reader: Reader, version: number) => T): T | null {
  try {
    const reader = new Reader(bytes);
    const version = reader.int16();
    return version < 0 ? null : decode(reader, Math.min(version, highestVersion));
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
