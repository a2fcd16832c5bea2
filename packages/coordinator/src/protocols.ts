import type { Group, GroupType } from "./runtime/group.ts";
import type { GroupProtocol } from "./runtime/group-protocol.ts";

/** The protocol of each type of group: the one place where they meet. */
export type GroupProtocols = { readonly [T in GroupType]: GroupProtocol<Extract<Group, { type: T }>> };
