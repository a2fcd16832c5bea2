import { consumerProtocolSubscription, ProtocolError, Reader } from "@ottla/protocol";
import type { ClassicGroup } from "./classic-group.ts";

/**
 * The topics that the members of a group of consumers subscribe to, read from their metadata for the group's protocol.
 * Null where that cannot be known: another protocol type, no protocol yet, or metadata that is not what consumers send.
 */
export function subscribedTopicsOf(group: ClassicGroup): ReadonlySet<string> | null {
  if (!group.usesConsumerProtocol) return null;
  const topics = new Set<string>();
  if (group.members.size === 0) return topics;
  if (group.protocolName === null) return null;
  for (const member of group.members.values()) {
    const subscription = readTopics(member.metadataFor(group.protocolName));
    if (subscription === null) return null;
    for (const topic of subscription) topics.add(topic);
  }
  return topics;
}

/** The topics are all that is read: later fields of later versions are left, and not checked. */
function readTopics(metadata: Buffer): readonly string[] | null {
  try {
    const reader = new Reader(metadata);
    if (reader.int16() < 0) return null;
    return consumerProtocolSubscription.decode(reader, 0).topics;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
