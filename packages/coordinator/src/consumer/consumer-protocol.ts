import { errorCode } from "@ottla/protocol";
import type { ConsumerProtocol } from "../runtime/group-protocol.ts";
import type { ConsumerGroup } from "./consumer-group.ts";

/** The KIP-848 group protocol. */
export const consumerProtocol: ConsumerProtocol<ConsumerGroup> = {
  appliers: [],
  list: () => ({ groupType: "consumer", groupState: "Empty", protocolType: "consumer" }),
  checkOffsetCommit: () => errorCode.NONE,
  checkOffsetFetch: () => errorCode.NONE,
  checkOffsetDelete: () => errorCode.NONE,
  checkDelete: () => errorCode.NONE,
  isSubscribedTo: () => false,
  offsetUnusedSince: () => null,
  writeTombstones: () => {},
  isEmpty: () => true,
  onLoaded: () => {},
  onTimer: () => {},
  classicJoin: () => {},
  classicSync: () => {},
  classicHeartbeat: () => errorCode.UNKNOWN_MEMBER_ID,
  classicLeave: (_turn, _group, request) => request.members.map(() => errorCode.UNKNOWN_MEMBER_ID),
  onTopicsChanged: () => {},
};
