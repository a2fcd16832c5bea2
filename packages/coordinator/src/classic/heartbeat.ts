import { errorCode } from "@ottla/protocol";
import type { HeartbeatRequest } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { ClassicGroup } from "./classic-group.ts";
import { checkMember, extendSession } from "./membership.ts";

/** Heartbeat to a classic group: the member lives, and hears whether to join again. An error code. */
export function heartbeatClassicGroup(turn: Turn, group: ClassicGroup, request: HeartbeatRequest): number {
  const code = checkMember(group, request.memberId, request.groupInstanceId);
  if (code !== errorCode.NONE) return code;
  if (request.generationId !== group.generationId) return errorCode.ILLEGAL_GENERATION;
  extendSession(turn, group, group.member(request.memberId)!);
  return group.state === "PreparingRebalance" ? errorCode.REBALANCE_IN_PROGRESS : errorCode.NONE;
}
