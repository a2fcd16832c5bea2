import { errorCode, type heartbeat, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { heartbeatClassicGroup } from "../classic/heartbeat.ts";
import { consumerProtocol } from "../consumer/consumer-protocol.ts";
import type { HeartbeatRequest } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import type { GroupRouter } from "./request-origin.ts";

/** 12 Heartbeat. */
export async function answerHeartbeat(
  router: GroupRouter,
  request: RequestOf<typeof heartbeat>,
): Promise<ResponseInput<typeof heartbeat>> {
  if (request.groupId === "") return { errorCode: errorCode.INVALID_GROUP_ID };
  return {
    errorCode: await router.ask(
      request.groupId,
      (turn) => route(turn, request),
      // While sessions cannot be looked up, nobody's ends.
      (code) => (code === errorCode.COORDINATOR_LOAD_IN_PROGRESS ? errorCode.NONE : code),
    ),
  };
}

function route(turn: Turn, request: HeartbeatRequest): number {
  const group = turn.state.groups.get(request.groupId);
  if (group?.type === "classic") return heartbeatClassicGroup(turn, group, request);
  if (group?.type === "consumer") return consumerProtocol.classicHeartbeat(turn, group, request);
  return errorCode.UNKNOWN_MEMBER_ID;
}
