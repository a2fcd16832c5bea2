import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { metadataHashOf } from "./metadata-hash.ts";
import { writeEpoch, writePartitionMetadataTombstone } from "./records.ts";

/**
 * Gives the group a new epoch if members or what they subscribe to have changed (`mustBump`), or if the topics have: then
 * their hash is another one. Topics are looked at when something has changed, in the group or in the cluster.
 */
export function refreshEpoch(
  turn: Turn,
  group: ConsumerGroup,
  { mustBump }: { readonly mustBump: boolean },
): void {
  if (!mustBump && group.isMetadataFresh) return;
  const { groupId, subscriptions, topicHashes } = group;
  const metadataHash = metadataHashOf(subscriptions.topicNames(), turn.state.topics, topicHashes);
  if (mustBump || metadataHash !== group.metadataHash) {
    writeEpoch(turn, groupId, group.epoch + 1, metadataHash);
    turn.note("info", "a consumer group has a new epoch", { group: groupId, epoch: group.epoch });
  }
  group.isMetadataFresh = true;
  if (group.hasPartitionMetadataRecord) writePartitionMetadataTombstone(turn, groupId);
}
