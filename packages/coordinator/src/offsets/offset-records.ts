import type { MessageOf } from "@ottla/protocol";
import { zeroUuid } from "@ottla/protocol";
import { ClassicGroup } from "../classic/classic-group.ts";
import { legacyOffsetCommitRecord, offsetCommitRecord } from "../records/index.ts";
import { applies, type RecordOrigin } from "../runtime/record-applier.ts";
import type { GroupCoordinatorState } from "../runtime/state.ts";
import type { Turn } from "../runtime/turn.ts";

type OffsetCommitKey = MessageOf<typeof offsetCommitRecord.key>;
type OffsetCommitValue = MessageOf<typeof offsetCommitRecord.value>;

/** An offset as it is to be recorded. */
export interface NewOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly topicId: string;
}

export function writeOffset(turn: Turn, key: OffsetCommitKey, offset: NewOffset, expireTimestamp = -1): void {
  // Version 4 has no place for a time to expire at, which only clients before 2.1 send: version 1 has it.
  turn.write(expireTimestamp === -1 ? offsetCommitRecord : expiringOffsetCommitRecord, key, {
    ...offset,
    commitTimestamp: turn.now,
    expireTimestamp,
  });
}

const expiringOffsetCommitRecord = { ...offsetCommitRecord, version: 1 };

export function writeOffsetTombstone(turn: Turn, group: string, topic: string, partition: number): void {
  turn.write(offsetCommitRecord, { group, topic, partition }, null);
}

/** Types 0 and 1 are read alike; 1 is written. */
export const offsetAppliers = [
  applies(offsetCommitRecord, applyOffset),
  applies(legacyOffsetCommitRecord, (state, key, value, origin) =>
    applyOffset(state, key, value === null ? null : { ...noLeaderEpoch, ...value }, origin),
  ),
];

const noLeaderEpoch = { leaderEpoch: -1, expireTimestamp: -1, topicId: zeroUuid };

function applyOffset(
  state: GroupCoordinatorState,
  { group, topic, partition }: OffsetCommitKey,
  value: OffsetCommitValue | null,
  origin: RecordOrigin,
): void {
  if (value === null) {
    state.offsets.remove(group, topic, partition);
    return;
  }
  // Offsets of a group that has no record of its own: a simple consumer's.
  if (!state.groups.has(group)) state.groups.set(group, new ClassicGroup(group));
  const offset = { ...value, recordOffset: origin.offset };
  if (origin.producerId === -1) state.offsets.commit(group, topic, partition, offset);
  else state.offsets.commitWhenTransactionEnds(origin.producerId, group, topic, partition, offset);
}
