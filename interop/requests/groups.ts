/** Members of groups, as short as cases want to say them. */
import {
  type consumerGroupHeartbeat,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  joinGroup,
  type Message,
  type RequestInput,
  type ResponseOf,
  syncGroup,
  Writer,
} from "@ottla/protocol";
import type { Kit } from "./kit.ts";

/** What a classic consumer puts into JoinGroup. */
export function subscription(topics: readonly string[], version = 1): Buffer {
  return versioned(consumerProtocolSubscription, version, { topics: [...topics], userData: null });
}

/** What the leader of classic consumers puts into SyncGroup for one member. */
export function assignment(topic: string, partitions: readonly number[], version = 1): Buffer {
  const assignedPartitions = [{ topic, partitions: [...partitions] }];
  return versioned(consumerProtocolAssignment, version, { assignedPartitions, userData: null });
}

function versioned(message: Message, version: number, value: { readonly [name: string]: unknown }): Buffer {
  const writer = new Writer();
  writer.int16(version);
  message.encode(writer, value, version);
  return Buffer.concat(writer.chunks());
}

export interface JoinOptions {
  readonly memberId?: string;
  readonly instanceId?: string | null;
  readonly protocolType?: string;
  readonly protocols?: readonly { name: string; metadata: Buffer }[];
  readonly topics?: readonly string[];
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
}

/** A JoinGroup request of a consumer. */
export function joining(groupId: string, options: JoinOptions = {}): RequestInput<typeof joinGroup> {
  const metadata = subscription(options.topics ?? ["some-topic"]);
  return {
    groupId,
    sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
    rebalanceTimeoutMs: options.rebalanceTimeoutMs ?? 10_000,
    memberId: options.memberId ?? "",
    groupInstanceId: options.instanceId ?? null,
    protocolType: options.protocolType ?? "consumer",
    protocols: [...(options.protocols ?? [{ name: "range", metadata }])],
    reason: "a case asks",
  };
}

/** Joins a group as its first member, without writing down; answers the member in its generation. */
export async function joined(
  kit: Kit,
  groupId: string,
  options: JoinOptions & { on?: string } = {},
): Promise<ResponseOf<typeof joinGroup>> {
  const on = options.on ?? "main";
  const first = await kit.quietly(joinGroup, joining(groupId, options), { on });
  if (first.errorCode !== 79) return first;
  return kit.quietly(joinGroup, joining(groupId, { ...options, memberId: first.memberId }), { on });
}

/** Joins a group as its only member, who assigns itself what is given: the group is then Stable. */
export async function settled(
  kit: Kit,
  groupId: string,
  options: JoinOptions & { assigned?: Buffer } = {},
): Promise<{ memberId: string; generationId: number }> {
  const { memberId, generationId, protocolName } = await joined(kit, groupId, options);
  await kit.quietly(syncGroup, {
    groupId,
    generationId,
    memberId,
    groupInstanceId: options.instanceId ?? null,
    protocolType: options.protocolType ?? "consumer",
    protocolName,
    assignments: [{ memberId, assignment: options.assigned ?? assignment("some-topic", [0]) }],
  });
  return { memberId, generationId };
}

/** A ConsumerGroupHeartbeat by which a new member joins. */
export function consumerJoining(
  groupId: string,
  options: Partial<RequestInput<typeof consumerGroupHeartbeat>> = {},
): RequestInput<typeof consumerGroupHeartbeat> {
  return {
    groupId,
    memberId: "member-1",
    memberEpoch: 0,
    rebalanceTimeoutMs: 30_000,
    subscribedTopicNames: ["no-such-topic"],
    topicPartitions: [],
    ...options,
  };
}
