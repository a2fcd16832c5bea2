import { errorCode } from "@ottla/protocol";
import type { ClassicGroup } from "../classic/classic-group.ts";
import { writeGroupTombstone } from "../classic/group-metadata.ts";
import { releaseClassicGroup } from "../classic/resume.ts";
import type { GroupCoordinatorState } from "../runtime/state.ts";
import type { Turn } from "../runtime/turn.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import { Refusal } from "./refusal.ts";
import { planUpgrade, type Upgrade, upgradeGroup } from "./upgrade.ts";

/** How a member that joins gets into a consumer group of that id: see `openGroup`. */
export type Entrance =
  | { readonly what: "known"; readonly group: ConsumerGroup }
  /** There is none, or an empty classic one, which goes. */
  | { readonly what: "new"; readonly classic: ClassicGroup | null }
  /** A classic group with members becomes one. */
  | { readonly what: "upgrade"; readonly classic: ClassicGroup; readonly upgrade: Upgrade };

/** Looks for the way in, and changes nothing. */
export function findEntrance(turn: Turn, groupId: string): Entrance | Refusal {
  const known = turn.state.groups.get(groupId);
  if (known === undefined) return { what: "new", classic: null };
  if (known.type === "consumer") return { what: "known", group: known };
  if (known.state === "Empty") return { what: "new", classic: known };
  const upgrade = planUpgrade(turn, known);
  return upgrade instanceof Refusal ? upgrade : { what: "upgrade", classic: known, upgrade };
}

/** Makes the way in: records what the group is turned from, if it is. */
export function openGroup(turn: Turn, groupId: string, entrance: Entrance): ConsumerGroup {
  if (entrance.what === "known") return entrance.group;
  if (entrance.classic !== null) {
    releaseClassicGroup(turn, entrance.classic);
    writeGroupTombstone(turn, entrance.classic);
  }
  if (entrance.what === "upgrade") return upgradeGroup(turn, groupId, entrance.upgrade);
  // Not recorded itself: the records of its first member make it again after a reload.
  const group = new ConsumerGroup(groupId);
  turn.state.groups.set(groupId, group);
  return group;
}

/** The consumer group of that id, for those who want one that is there. */
export function consumerGroupOf(state: GroupCoordinatorState, groupId: string): ConsumerGroup | Refusal {
  const group = state.groups.get(groupId);
  if (group?.type === "consumer") return group;
  const fault = group === undefined ? "not found" : "is not a consumer group";
  return new Refusal(errorCode.GROUP_ID_NOT_FOUND, `Group ${groupId} ${fault}.`);
}
