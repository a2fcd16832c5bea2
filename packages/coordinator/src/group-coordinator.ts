import {
  type consumerGroupHeartbeat,
  errorCode,
  type heartbeat,
  type joinGroup,
  type leaveGroup,
  type listGroups,
  type offsetCommit,
  type offsetDelete,
  type offsetFetch,
  type RequestOf,
  type ResponseInput,
  type syncGroup,
  type txnOffsetCommit,
} from "@ottla/protocol";
import type { DescribedClassicGroup } from "./classic/describe.ts";
import type { DescribedConsumerGroup } from "./consumer/describe.ts";
import { groupPartition } from "./group-partition.ts";
import { onTopicsChanged } from "./machine.ts";
import { deleteOffsetsOfTopics } from "./offsets/delete.ts";
import { answerConsumerGroupDescribe } from "./requests/consumer-group-describe.ts";
import { answerConsumerGroupHeartbeat } from "./requests/consumer-group-heartbeat.ts";
import { answerHeartbeat } from "./requests/heartbeat.ts";
import { answerJoinGroup } from "./requests/join-group.ts";
import { answerLeaveGroup } from "./requests/leave-group.ts";
import { answerListGroups, deleteGroup, describeGroup } from "./requests/manage-groups.ts";
import { answerOffsetCommit, answerTxnOffsetCommit } from "./requests/offset-commit.ts";
import { answerOffsetDelete } from "./requests/offset-delete.ts";
import { answerOffsetFetch } from "./requests/offset-fetch.ts";
import type { GroupRouter, RequestOrigin } from "./requests/request-origin.ts";
import { answerSyncGroup } from "./requests/sync-group.ts";
import type { ClusterTopics, TopicChanges } from "./runtime/cluster-topics.ts";
import type { GroupCoordinatorConfig } from "./runtime/group-config.ts";
import {
  PartitionCoordinator,
  type Surroundings,
  type TransactionEnd,
} from "./runtime/partition-coordinator.ts";
import type { PartitionLog } from "./runtime/partition-log.ts";
import type { Transaction } from "./runtime/pending-batch.ts";
import type { Caller, Turn } from "./runtime/turn.ts";

/** The topic that groups are kept in. */
export const groupTopic = "__consumer_offsets";

/**
 * The group coordinator of a broker: one machine for each partition of `__consumer_offsets` that the broker leads, and a
 * method for each API. Methods take decoded requests, never throw for what clients send, and resolve with what goes into
 * the response when it may leave. Authorization is the caller's: topics and groups that the client may not see are not
 * shown to this.
 *
 * @example
 * const coordinator = new GroupCoordinator({ clock, random, config, topics, log });
 * await coordinator.onElected(12, leaderEpoch, partitionLog);
 * const response = await coordinator.heartbeat(request);
 */
export class GroupCoordinator implements GroupRouter {
  readonly #surroundings: Surroundings;
  readonly #partitions = new Map<number, PartitionCoordinator>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get config(): GroupCoordinatorConfig {
    return this.#surroundings.config;
  }

  get topics(): ClusterTopics {
    return this.#surroundings.topics;
  }

  /** This broker leads a partition from now on, in this epoch. Resolves when its groups are loaded, or cannot be. */
  async onElected(partition: number, leaderEpoch: number, partitionLog: PartitionLog): Promise<void> {
    const known = this.#partitions.get(partition);
    if (known !== undefined && known.leaderEpoch >= leaderEpoch) return;
    known?.close();
    const surroundings = this.#surroundings;
    const coordinator = new PartitionCoordinator({ partition, leaderEpoch, partitionLog, surroundings });
    this.#partitions.set(partition, coordinator);
    await coordinator.load();
  }

  /** Another broker leads the partition, it is gone, or this broker goes down. Everybody who waits is told. */
  onResigned(partition: number): void {
    this.#partitions.get(partition)?.close();
    this.#partitions.delete(partition);
  }

  /** Stops everything. Everybody who waits is told to look for another coordinator. */
  close(): void {
    for (const partition of this.#partitions.keys()) this.onResigned(partition);
  }

  /** Topics came, grew or went. To be called when `topics` shows it already. */
  async onTopicsChanged(changes: TopicChanges): Promise<void> {
    const deleted = new Set(changes.deleted.map(({ name }) => name));
    await this.askAll(
      (turn) => {
        if (deleted.size > 0) deleteOffsetsOfTopics(turn, deleted);
        onTopicsChanged(turn, changes);
      },
      () => undefined,
    );
  }

  joinGroup(
    request: RequestOf<typeof joinGroup>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof joinGroup>> {
    return answerJoinGroup(this, request, origin);
  }

  syncGroup(
    request: RequestOf<typeof syncGroup>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof syncGroup>> {
    return answerSyncGroup(this, request, origin);
  }

  heartbeat(request: RequestOf<typeof heartbeat>): Promise<ResponseInput<typeof heartbeat>> {
    return answerHeartbeat(this, request);
  }

  leaveGroup(
    request: RequestOf<typeof leaveGroup>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof leaveGroup>> {
    return answerLeaveGroup(this, request, origin);
  }

  /** In the order of the ids. */
  describeGroups(groupIds: readonly string[], origin: RequestOrigin): Promise<DescribedClassicGroup[]> {
    return Promise.all(groupIds.map((groupId) => describeGroup(this, groupId, origin)));
  }

  consumerGroupHeartbeat(
    request: RequestOf<typeof consumerGroupHeartbeat>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof consumerGroupHeartbeat>> {
    return answerConsumerGroupHeartbeat(this, request, origin);
  }

  /** In the order of the ids. */
  consumerGroupDescribe(groupIds: readonly string[]): Promise<DescribedConsumerGroup[]> {
    return Promise.all(groupIds.map((groupId) => answerConsumerGroupDescribe(this, groupId)));
  }

  listGroups(request: RequestOf<typeof listGroups>): Promise<ResponseInput<typeof listGroups>> {
    return answerListGroups(this, request);
  }

  /** Each id once, in their order. */
  deleteGroups(groupIds: readonly string[]): Promise<{ groupId: string; errorCode: number }[]> {
    return Promise.all(
      [...new Set(groupIds)].map(async (groupId) => ({
        groupId,
        errorCode: await deleteGroup(this, groupId),
      })),
    );
  }

  offsetCommit(
    request: RequestOf<typeof offsetCommit>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof offsetCommit>> {
    return answerOffsetCommit(this, request, origin);
  }

  txnOffsetCommit(
    request: RequestOf<typeof txnOffsetCommit>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof txnOffsetCommit>> {
    return answerTxnOffsetCommit(this, request, origin);
  }

  offsetFetch(
    request: RequestOf<typeof offsetFetch>,
    origin: RequestOrigin,
  ): Promise<ResponseInput<typeof offsetFetch>> {
    return answerOffsetFetch(this, request, origin);
  }

  offsetDelete(request: RequestOf<typeof offsetDelete>): Promise<ResponseInput<typeof offsetDelete>> {
    return answerOffsetDelete(this, request);
  }

  /** WriteTxnMarkers to a partition of the groups' topic: an error code, once the offsets count or are gone. */
  endTransaction(partition: number, end: TransactionEnd): Promise<number> {
    const coordinator = this.#partitions.get(partition);
    return coordinator?.endTransaction(end) ?? Promise.resolve(errorCode.NOT_COORDINATOR);
  }

  /** The partition that keeps a group; null while the topic does not exist. */
  partitionOf(groupId: string): number | null {
    const partitionCount = this.topics.byName(groupTopic)?.partitionCount ?? 0;
    return partitionCount === 0 ? null : groupPartition(groupId, partitionCount);
  }

  decide<R>(
    groupId: string,
    decide: (turn: Turn, caller: Caller<R>) => void,
    refuse: (code: number) => R,
    transaction?: Transaction,
  ): Promise<R> {
    const partition = this.partitionOf(groupId);
    const coordinator = partition === null ? undefined : this.#partitions.get(partition);
    return (
      coordinator?.run(decide, refuse, transaction) ?? Promise.resolve(refuse(errorCode.NOT_COORDINATOR))
    );
  }

  ask<R>(groupId: string, decide: (turn: Turn) => R, refuse: (code: number) => R): Promise<R> {
    return this.decide<R>(groupId, (turn, caller) => turn.answer(caller, decide(turn)), refuse);
  }

  askAll<R>(decide: (turn: Turn) => R, refuse: (code: number) => R): Promise<R[]> {
    const coordinators = [...this.#partitions.values()];
    return Promise.all(
      coordinators.map((each) => each.run<R>((turn, caller) => turn.answer(caller, decide(turn)), refuse)),
    );
  }
}
