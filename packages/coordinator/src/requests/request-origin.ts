import type { ClusterTopics } from "../runtime/cluster-topics.ts";
import type { GroupCoordinatorConfig } from "../runtime/group-config.ts";
import type { Transaction } from "../runtime/pending-batch.ts";
import type { Caller, Turn } from "../runtime/turn.ts";

/** Who sends a request, and how. */
export interface RequestOrigin {
  readonly apiVersion: number;
  readonly clientId: string | null;
  /** `/` and the address of the client: what Apache Kafka reports as the host of a member. */
  readonly clientHost: string;
}

/** Brings decisions to the partition that keeps a group. */
export interface GroupRouter {
  readonly config: GroupCoordinatorConfig;
  readonly topics: ClusterTopics;
  /** Makes a decision where the group is, and resolves with its answer; `refuse` makes one where there is none. */
  decide<R>(
    groupId: string,
    decide: (turn: Turn, caller: Caller<R>) => void,
    refuse: (code: number) => R,
    transaction?: Transaction,
  ): Promise<R>;
  /** The same, for decisions that answer at once. */
  ask<R>(groupId: string, decide: (turn: Turn) => R, refuse: (code: number) => R): Promise<R>;
  /** Makes the same decision in every partition that this broker leads. */
  askAll<R>(decide: (turn: Turn) => R, refuse: (code: number) => R): Promise<R[]>;
}
