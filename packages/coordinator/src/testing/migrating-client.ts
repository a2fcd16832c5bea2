import {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  errorCode,
  Reader,
  Writer,
} from "@ottla/protocol";
import { type JoinResult, join, sync } from "./classic-client.ts";
import type { CoordinatorWorld } from "./coordinator-world.ts";

/** A subscription to "orders" that tells what the member has of it. */
export function subscriptionWith(...ownedPartitions: number[]): Buffer {
  const writer = new Writer();
  writer.int16(1);
  const owned = ownedPartitions.length === 0 ? [] : [{ topic: "orders", partitions: ownedPartitions }];
  consumerProtocolSubscription.encode(
    writer,
    { topics: ["orders"], userData: null, ownedPartitions: owned },
    1,
  );
  return writer.toBuffer();
}

/** An assignment of partitions of "orders" as leaders of classic groups make it. */
export function classicAssignment(partitions: readonly number[], userData: Buffer | null = null): Buffer {
  const writer = new Writer();
  writer.int16(1);
  const assignedPartitions = [{ topic: "orders", partitions: [...partitions] }];
  consumerProtocolAssignment.encode(writer, { assignedPartitions, userData }, 1);
  return writer.toBuffer();
}

/** Partitions of "orders" in an assignment. */
export function ordersOf(assignment: Uint8Array): readonly number[] {
  const reader = new Reader(Buffer.from(assignment));
  const { assignedPartitions } = consumerProtocolAssignment.decode(reader, reader.int16());
  return assignedPartitions.find(({ topic }) => topic === "orders")?.partitions ?? [];
}

/** What a classic member has after a join phase and a sync phase. */
export interface Synced {
  readonly memberId: string;
  readonly generationId: number;
  readonly partitions: readonly number[];
}

/** A classic member joins a consumer group, with the id that it has or is given, and asks for its assignment. */
export async function joinAndSync(
  world: CoordinatorWorld,
  metadata: Buffer,
  known: { readonly memberId?: string; readonly groupInstanceId?: string } = {},
): Promise<Synced> {
  const request = { ...known, protocols: [{ name: "range", metadata }] };
  let joined: JoinResult = await join(world, request);
  if (joined.errorCode === errorCode.MEMBER_ID_REQUIRED) {
    joined = await join(world, { ...request, memberId: joined.memberId });
  }
  if (joined.errorCode !== errorCode.NONE) throw new Error(`JoinGroup: ${joined.errorCode}`);
  const { memberId, generationId = -1 } = joined;
  const { groupInstanceId = null } = known;
  const synced = await sync(world, { memberId, generationId, groupInstanceId });
  if (synced.errorCode !== errorCode.NONE) throw new Error(`SyncGroup: ${synced.errorCode}`);
  return { memberId, generationId, partitions: ordersOf(synced.assignment) };
}
