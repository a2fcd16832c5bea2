import { consumerProtocol } from "./consumer/consumer-protocol.ts";
import { expireOffsets, scheduleExpiry } from "./offsets/expire.ts";
import { offsetAppliers } from "./offsets/offset-records.ts";
import { groupProtocols, protocolOf } from "./protocols.ts";
import { groupRecords } from "./records/index.ts";
import type { RecordKind } from "./records/record-kind.ts";
import type { TopicChanges } from "./runtime/cluster-topics.ts";
import type { RecordApplier, RecordOrigin } from "./runtime/record-applier.ts";
import type { GroupCoordinatorState } from "./runtime/state.ts";
import type { TimerEvent } from "./runtime/timer-event.ts";
import type { Turn } from "./runtime/turn.ts";

/** Kinds of records by the type in their keys. */
export const recordKinds: ReadonlyMap<number, RecordKind> = new Map(
  groupRecords.map((kind) => [kind.type, kind]),
);

const appliers: ReadonlyMap<number, RecordApplier> = new Map(
  [...offsetAppliers, ...groupProtocols.classic.appliers, ...groupProtocols.consumer.appliers].map(
    (applier) => [applier.kind.type, applier],
  ),
);

/**
 * Changes the state as a record says. Records that are declared and that nobody applies (share and streams groups, until
 * they are built) stay in the log and change nothing.
 */
export function applyRecord(
  state: GroupCoordinatorState,
  kind: RecordKind,
  key: unknown,
  value: unknown,
  origin: RecordOrigin,
): void {
  appliers.get(kind.type)?.apply(state, key, value, origin);
}

/** The whole log has been applied: time begins to pass for what it says. */
export function startGroups(turn: Turn): void {
  // Taken before: a protocol may put another group in the place of one.
  for (const group of Array.from(turn.state.groups.values())) protocolOf(group).onLoaded(turn, group);
  scheduleExpiry(turn);
}

export function onTimer(turn: Turn, event: TimerEvent): void {
  if (event.owner === "offsets") expireOffsets(turn);
  else groupProtocols[event.owner].onTimer(turn, event);
}

export function onTopicsChanged(turn: Turn, changes: TopicChanges): void {
  consumerProtocol.onTopicsChanged(turn, turn.state.topics, changes);
}
