import type { consumerGroupHeartbeat, RequestOf, ResponseInput } from "@ottla/protocol";
import type { DescribedConsumerGroup } from "../consumer/describe.ts";
import { type CoordinatorWorld, client } from "./coordinator-world.ts";

export type HeartbeatResult = ResponseInput<typeof consumerGroupHeartbeat>;
export type Heartbeat = Partial<RequestOf<typeof consumerGroupHeartbeat>>;

/** ConsumerGroupHeartbeat by the member "a" of the group "group": nothing has changed, unless told. */
export function heartbeat(
  world: CoordinatorWorld,
  told: Heartbeat & { readonly memberEpoch: number },
  apiVersion = 1,
): Promise<HeartbeatResult> {
  return world.coordinator.consumerGroupHeartbeat(
    {
      groupId: "group",
      memberId: "a",
      instanceId: null,
      rackId: null,
      rebalanceTimeoutMs: -1,
      subscribedTopicNames: null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: null,
      ...told,
    },
    client("client", apiVersion),
  );
}

/** The first heartbeat of a member that subscribes to "orders", unless told. */
export function joinConsumer(world: CoordinatorWorld, told: Heartbeat = {}): Promise<HeartbeatResult> {
  return heartbeat(world, {
    memberEpoch: 0,
    rebalanceTimeoutMs: 60_000,
    subscribedTopicNames: ["orders"],
    topicPartitions: [],
    ...told,
  });
}

/** Partitions of "orders" as heartbeats list them. */
export function orders(world: CoordinatorWorld, ...partitions: number[]) {
  return [{ topicId: world.topics.byName("orders")!.topicId, partitions }];
}

/** Partitions of "orders" in an answer; null: it says that nothing has changed. */
export function ordersIn(world: CoordinatorWorld, { assignment }: HeartbeatResult): readonly number[] | null {
  if (!assignment) return null;
  const { topicId } = world.topics.byName("orders")!;
  return assignment.topicPartitions.find((topic) => topic.topicId === topicId)?.partitions ?? [];
}

/** The group "group" as ConsumerGroupDescribe shows it. */
export async function describeConsumers(world: CoordinatorWorld): Promise<DescribedConsumerGroup> {
  const [described] = await world.coordinator.consumerGroupDescribe(["group"]);
  return described!;
}
