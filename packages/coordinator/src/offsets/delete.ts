import { errorCode } from "@ottla/protocol";
import { protocolOf } from "../protocols.ts";
import type { Turn } from "../runtime/turn.ts";
import { writeOffsetTombstone } from "./offset-records.ts";

/** OffsetDelete, as the machine takes it. Topics are known to exist. */
export interface DeleteOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly name: string; readonly partitions: readonly number[] }[];
}

/** Refused as a whole with a code, or one code for each partition of each topic, in the request's order. */
export type DeleteOffsetsResponse =
  | { readonly errorCode: number }
  | { readonly errorCode: 0; readonly partitionErrorCodes: readonly (readonly number[])[] };

/** Forgets committed offsets of topics that nobody in the group subscribes to (KIP-496). */
export function deleteOffsets(turn: Turn, request: DeleteOffsetsRequest): DeleteOffsetsResponse {
  const { groupId } = request;
  const group = turn.state.groups.get(groupId);
  if (group === undefined) return { errorCode: errorCode.GROUP_ID_NOT_FOUND };
  const protocol = protocolOf(group);
  const code = protocol.checkOffsetDelete(group);
  if (code !== errorCode.NONE) return { errorCode: code };
  const { offsets } = turn.state;
  const partitionErrorCodes = request.topics.map(({ name, partitions }) => {
    if (protocol.isSubscribedTo(group, name))
      return partitions.map(() => errorCode.GROUP_SUBSCRIBED_TO_TOPIC);
    return partitions.map((partition) => {
      if (offsets.get(groupId, name, partition) !== null || offsets.isPending(groupId, name, partition)) {
        writeOffsetTombstone(turn, groupId, name, partition);
      }
      return errorCode.NONE;
    });
  });
  return { errorCode: errorCode.NONE, partitionErrorCodes };
}

/** Forgets everything that a group has committed, or is about to. */
export function deleteAllOffsets(turn: Turn, groupId: string): void {
  for (const { topic, partition } of partitionsOf(turn, groupId)) {
    writeOffsetTombstone(turn, groupId, topic, partition);
  }
}

/** Topics are gone: so is what was committed for them. */
export function deleteOffsetsOfTopics(turn: Turn, topics: ReadonlySet<string>): void {
  for (const groupId of turn.state.offsets.knownGroupIds()) {
    for (const { topic, partition } of partitionsOf(turn, groupId)) {
      if (topics.has(topic)) writeOffsetTombstone(turn, groupId, topic, partition);
    }
  }
}

/** Each partition once, taken before anything is deleted. */
function partitionsOf(turn: Turn, groupId: string): { topic: string; partition: number }[] {
  const { offsets } = turn.state;
  const partitions = new Map<string, { topic: string; partition: number }>();
  for (const [topic, byPartition] of offsets.ofGroup(groupId)) {
    for (const partition of byPartition.keys()) partitions.set(`${partition}/${topic}`, { topic, partition });
  }
  for (const { topic, partition } of offsets.pendingPartitions(groupId)) {
    partitions.set(`${partition}/${topic}`, { topic, partition });
  }
  return [...partitions.values()];
}
