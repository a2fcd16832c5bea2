import { OffsetStore } from "../offsets/offset-store.ts";
import type { ClusterTopics } from "./cluster-topics.ts";
import type { Group } from "./group.ts";
import type { GroupCoordinatorConfig } from "./group-config.ts";
import type { TimerEvent } from "./timer-event.ts";
import { Timers } from "./timers.ts";

/**
 * Everything that the coordinator of one partition of `__consumer_offsets` knows.
 *
 * Two kinds of state: what the log says (groups as last recorded, offsets) is written by record appliers only, so that
 * a reload gives the same; what the log does not say (who waits for an answer, who has joined an unfinished rebalance,
 * timers) is soft, is written by decisions, and is gone after a reload, from which clients recover by joining again.
 */
export class GroupCoordinatorState {
  readonly groups = new Map<string, Group>();
  readonly offsets = new OffsetStore();
  /** In monotonic time. */
  readonly timers = new Timers<TimerEvent>();
  readonly config: GroupCoordinatorConfig;
  readonly topics: ClusterTopics;

  constructor(surroundings: { readonly config: GroupCoordinatorConfig; readonly topics: ClusterTopics }) {
    this.config = surroundings.config;
    this.topics = surroundings.topics;
  }
}
