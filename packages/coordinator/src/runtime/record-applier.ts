import type { Message, MessageOf } from "@ottla/protocol";
import type { RecordKind } from "../records/record-kind.ts";
import type { GroupCoordinatorState } from "./state.ts";

/** Where a record comes from. */
export interface RecordOrigin {
  /** Position in the order of all records of the partition; grows from record to record. */
  readonly offset: number;
  /** Of the transaction that the record belongs to; -1: none. */
  readonly producerId: number;
}

/** How one kind of record changes the state. The only writer of what survives a restart. */
export interface RecordApplier {
  readonly kind: RecordKind;
  apply(state: GroupCoordinatorState, key: unknown, value: unknown, origin: RecordOrigin): void;
}

/** Says how a kind of record is applied. A value of null is a tombstone. */
export function applies<K extends Message, V extends Message>(
  kind: RecordKind<K, V>,
  apply: (
    state: GroupCoordinatorState,
    key: MessageOf<K>,
    value: MessageOf<V> | null,
    origin: RecordOrigin,
  ) => void,
): RecordApplier {
  // Keys and values come decoded, or from `Turn.write`, by this very kind.
  return { kind, apply };
}
