import { classicProtocol } from "./classic/classic-protocol.ts";
import { consumerProtocol } from "./consumer/consumer-protocol.ts";
import type { Group, GroupType } from "./runtime/group.ts";
import type { GroupProtocol } from "./runtime/group-protocol.ts";

/** The protocol of each type of group. */
export const groupProtocols: { readonly [T in GroupType]: GroupProtocol<Extract<Group, { type: T }>> } = {
  classic: classicProtocol,
  consumer: consumerProtocol,
};

/** The protocol of a group. */
export function protocolOf<G extends Group>(group: G): GroupProtocol<G> {
  // The table says which protocol goes with which type of group; TypeScript cannot follow that through the look-up.
  return groupProtocols[group.type] as unknown as GroupProtocol<G>;
}
