import type { ClassicGroup } from "../classic/classic-group.ts";
import type { ConsumerGroup } from "../consumer/consumer-group.ts";

/** The groups of a partition: each has one protocol at a time, and `type` says which. */
export type Group = ClassicGroup | ConsumerGroup;

export type GroupType = Group["type"];

/** What every group has, whatever its protocol. Groups are data; the protocol's functions are in `GroupProtocol`. */
export interface AnyGroup {
  readonly type: string;
  readonly groupId: string;
}
