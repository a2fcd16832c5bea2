import { errorCode, type joinGroup, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { joinClassicGroup } from "../classic/join.ts";
import { failedJoin } from "../classic/membership.ts";
import { consumerProtocol } from "../consumer/consumer-protocol.ts";
import type { JoinRequest, JoinResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

/** The first version in which no protocol can be told as null. */
const nullProtocolSince = 7;

/** 11 JoinGroup. Resolves when the join phase of the group ends, or at once where there is nothing to wait for. */
export async function answerJoinGroup(
  router: GroupRouter,
  request: RequestOf<typeof joinGroup>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof joinGroup>> {
  const response = await join(router, request, origin);
  const protocolName =
    origin.apiVersion >= nullProtocolSince ? response.protocolName : (response.protocolName ?? "");
  return { ...response, protocolName, members: [...response.members] };
}

function join(
  router: GroupRouter,
  request: RequestOf<typeof joinGroup>,
  origin: RequestOrigin,
): JoinResponse | Promise<JoinResponse> {
  const { groupId, memberId, sessionTimeoutMs } = request;
  if (groupId === "") return failedJoin(errorCode.INVALID_GROUP_ID, memberId);
  const { minSessionTimeoutMs, maxSessionTimeoutMs } = router.config;
  if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
    return failedJoin(errorCode.INVALID_SESSION_TIMEOUT, memberId);
  }
  const machineRequest: JoinRequest = {
    groupId,
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: origin.clientId ?? "",
    clientHost: origin.clientHost,
    sessionTimeoutMs,
    // Version 0 knew one timeout for both.
    rebalanceTimeoutMs: origin.apiVersion === 0 ? sessionTimeoutMs : request.rebalanceTimeoutMs,
    protocolType: request.protocolType,
    protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
    reason: request.reason,
    apiVersion: origin.apiVersion,
  };
  return router.decide<JoinResponse>(
    groupId,
    (turn, caller) => route(turn, machineRequest, caller),
    (code) => failedJoin(code, ""),
  );
}

/** A consumer group with members serves classic members too; an empty one gives way to a classic group. */
function route(turn: Turn, request: JoinRequest, caller: Caller<JoinResponse>): void {
  const group = turn.state.groups.get(request.groupId) ?? null;
  if (group?.type !== "consumer") return joinClassicGroup(turn, group, request, caller);
  if (!consumerProtocol.isEmpty(group)) return consumerProtocol.classicJoin(turn, group, request, caller);
  consumerProtocol.writeTombstones(turn, group);
  joinClassicGroup(turn, null, request, caller);
}
