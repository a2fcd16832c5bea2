import type { fetch, ResponseInput } from "@ottla/protocol";
import type { RequestContext } from "../dispatch/handler.ts";
import { brokerNodes } from "../metadata/cluster-view.ts";
import type { FetchResponsePartition } from "./fetch-types.ts";

type NodeEndpoints = NonNullable<ResponseInput<typeof fetch>["nodeEndpoints"]>;

/** How the leaders are reached that answers name in place of this broker (KIP-951). */
export function nodesOf(
  answers: readonly FetchResponsePartition[],
  { broker, client }: RequestContext,
): NodeEndpoints {
  const leaders = new Set<number>();
  for (const { response } of answers) {
    if (response.currentLeader?.leaderId !== undefined) leaders.add(response.currentLeader.leaderId);
  }
  if (leaders.size === 0) return [];
  return brokerNodes(broker.image, client.listenerName)
    .filter(({ nodeId }) => leaders.has(nodeId))
    .map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack }));
}
