import { errorCode, type RequestOf, type ResponseInput, type syncGroup } from "@ottla/protocol";
import { failedSync } from "../classic/membership.ts";
import { syncClassicGroup } from "../classic/sync.ts";
import { consumerProtocol } from "../consumer/consumer-protocol.ts";
import type { SyncRequest, SyncResponse } from "../runtime/group-protocol.ts";
import type { Caller, Turn } from "../runtime/turn.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

/** From this version on, the protocol's type and name have to be told (KIP-559). */
const protocolRequiredSince = 5;

/** 14 SyncGroup. Resolves when the leader has handed in the assignment. */
export async function answerSyncGroup(
  router: GroupRouter,
  request: RequestOf<typeof syncGroup>,
  origin: RequestOrigin,
): Promise<ResponseInput<typeof syncGroup>> {
  const { groupId, protocolType, protocolName } = request;
  if (origin.apiVersion >= protocolRequiredSince && (protocolType === null || protocolName === null)) {
    return failedSync(errorCode.INCONSISTENT_GROUP_PROTOCOL);
  }
  if (groupId === "") return failedSync(errorCode.INVALID_GROUP_ID);
  const machineRequest: SyncRequest = {
    ...request,
    assignments: request.assignments.map(({ memberId, assignment }) => ({
      memberId,
      assignment: Buffer.from(assignment),
    })),
  };
  return router.decide<SyncResponse>(
    groupId,
    (turn, caller) => route(turn, machineRequest, caller),
    failedSync,
  );
}

function route(turn: Turn, request: SyncRequest, caller: Caller<SyncResponse>): void {
  const group = turn.state.groups.get(request.groupId);
  if (group?.type === "classic") return syncClassicGroup(turn, group, request, caller);
  if (group?.type === "consumer" && !consumerProtocol.isEmpty(group)) {
    return consumerProtocol.classicSync(turn, group, request, caller);
  }
  turn.answer(caller, failedSync(errorCode.UNKNOWN_MEMBER_ID));
}
