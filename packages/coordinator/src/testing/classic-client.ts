import {
  consumerProtocolSubscription,
  type joinGroup,
  type RequestOf,
  type ResponseInput,
  type syncGroup,
  Writer,
} from "@ottla/protocol";
import type { CoordinatorWorld } from "./coordinator-world.ts";
import { client } from "./coordinator-world.ts";

export type JoinResult = ResponseInput<typeof joinGroup>;
export type SyncResult = ResponseInput<typeof syncGroup>;

/** What a consumer sends as its metadata: the topics that it subscribes to. */
export function subscriptionTo(...topics: string[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  consumerProtocolSubscription.encode(writer, { topics, userData: null, ownedPartitions: [] }, 1);
  return writer.toBuffer();
}

/** JoinGroup with what a test does not care about filled in. */
export function join(
  world: CoordinatorWorld,
  request: Partial<RequestOf<typeof joinGroup>>,
  apiVersion = 9,
): Promise<JoinResult> {
  return world.coordinator.joinGroup(
    {
      groupId: "group",
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: "",
      groupInstanceId: null,
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: subscriptionTo("orders") }],
      reason: null,
      ...request,
    },
    client("client", apiVersion),
  );
}

/** SyncGroup with what a test does not care about filled in. */
export function sync(
  world: CoordinatorWorld,
  request: Partial<RequestOf<typeof syncGroup>> & { memberId: string; generationId: number },
  apiVersion = 5,
): Promise<SyncResult> {
  return world.coordinator.syncGroup(
    {
      groupId: "group",
      groupInstanceId: null,
      protocolType: "consumer",
      protocolName: "range",
      assignments: [],
      ...request,
    },
    client("client", apiVersion),
  );
}

/** Joins, with the id that a first try brings. */
export async function joinWithId(
  world: CoordinatorWorld,
  request: Partial<RequestOf<typeof joinGroup>> = {},
): Promise<JoinResult> {
  const { memberId } = await join(world, request);
  return join(world, { ...request, memberId: memberId ?? "" });
}

/** Heartbeat: an error code. */
export async function beat(
  world: CoordinatorWorld,
  memberId: string,
  generationId: number,
  groupInstanceId: string | null = null,
): Promise<number> {
  const { errorCode } = await world.coordinator.heartbeat({
    groupId: "group",
    memberId,
    generationId,
    groupInstanceId,
  });
  return errorCode;
}

/** LeaveGroup, one member: its error code. */
export async function leave(
  world: CoordinatorWorld,
  memberId: string,
  groupInstanceId: string | null = null,
): Promise<number> {
  const members = [{ memberId, groupInstanceId, reason: null }];
  const response = await world.coordinator.leaveGroup(
    { groupId: "group", memberId: "", members },
    client("client", 5),
  );
  return response.errorCode === 0 ? response.members![0]!.errorCode : response.errorCode;
}

/** State of a group as DescribeGroups tells it. */
export async function stateOf(world: CoordinatorWorld, groupId = "group"): Promise<string> {
  const [described] = await world.coordinator.describeGroups([groupId], client("admin", 5));
  return described!.groupState;
}
