import type { ClusterTopic, ClusterTopics } from "../runtime/cluster-topics.ts";
import { xxh3 } from "./xxh3.ts";

const noHash = 0;
const layoutVersion = 0;

/**
 * The hash of a group's topics, which is recorded to see whether they have changed (KIP-1101): the hashes of the topics
 * that exist, by name. A number, so the last bits of 64 are lost: a change that only they would show is as likely as no
 * other, and the cost of Apache Kafka seeing another value when it takes over is one rebalance.
 *
 * `known` has the hashes of topics that have not changed since, and takes those that are new.
 */
export function metadataHashOf(
  topicNames: Iterable<string>,
  topics: ClusterTopics,
  known: Map<string, bigint>,
): number {
  const hashes: (readonly [string, bigint])[] = [];
  for (const name of topicNames) {
    const topic = topics.byName(name);
    if (topic === null) continue;
    let hash = known.get(name);
    if (hash === undefined) known.set(name, (hash = topicHash(topic)));
    hashes.push([name, hash]);
  }
  if (hashes.length === 0) return noHash;
  const view = new DataView(new ArrayBuffer(8 * hashes.length));
  const inOrder = hashes.toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [index, [, hash]] of inOrder.entries()) view.setBigUint64(8 * index, hash, true);
  return Number(BigInt.asIntN(64, xxh3(new Uint8Array(view.buffer))));
}

/** Hash of id, name, number of partitions, and the racks of each: integers in little-endian order, text in UTF-16. */
export function topicHash(topic: ClusterTopic): bigint {
  const racks = Array.from({ length: topic.partitionCount }, (_, partition) =>
    topic.racksOf(partition).toSorted(),
  );
  let size = 1 + 16 + textSize(topic.name) + 4;
  for (const names of racks) {
    size += 4;
    for (const rack of names) size += 4 + textSize(rack);
  }
  const bytes = Buffer.alloc(size);
  let position = bytes.writeUInt8(layoutVersion, 0);
  const id = Buffer.from(topic.topicId, "base64url");
  // Two numbers of 64 bits, each turned around.
  position = bytes.writeBigUInt64LE(id.readBigUInt64BE(0), position);
  position = bytes.writeBigUInt64LE(id.readBigUInt64BE(8), position);
  position = writeText(bytes, topic.name, position);
  position = bytes.writeInt32LE(topic.partitionCount, position);
  for (const [partition, names] of racks.entries()) {
    position = bytes.writeInt32LE(partition, position);
    for (const rack of names) {
      position = bytes.writeInt32LE(rack.length, position);
      position = writeText(bytes, rack, position);
    }
  }
  return xxh3(bytes);
}

function textSize(text: string): number {
  return 2 * text.length + 4;
}

/** The text and then its length. */
function writeText(bytes: Buffer, text: string, position: number): number {
  const end = position + bytes.write(text, position, "utf16le");
  return bytes.writeInt32LE(text.length, end);
}
