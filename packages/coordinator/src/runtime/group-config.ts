/**
 * Settings of group coordinators, under their names in `server.properties` where a group has no own value. The broker
 * gives an object whose values follow dynamic changes: read them when they are needed, keep none.
 */
export interface GroupCoordinatorConfig {
  /** group.min.session.timeout.ms, group.max.session.timeout.ms: bounds for classic members. */
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** group.initial.rebalance.delay.ms: how long an empty classic group waits for more members. */
  readonly initialRebalanceDelayMs: number;
  /** group.max.size, of classic groups. */
  readonly maxGroupSize: number;
  /** offset.metadata.max.bytes */
  readonly maxOffsetMetadataBytes: number;
  /** offsets.retention.minutes, in milliseconds. */
  readonly offsetsRetentionMs: number;
  /** offsets.retention.check.interval.ms */
  readonly offsetsRetentionCheckIntervalMs: number;
  /** Settings of consumer groups (KIP-848); some can be set per group. */
  readonly consumer: ConsumerGroupConfig;
}

export interface ConsumerGroupConfig {
  /** group.consumer.assignors: names, the first is the default. */
  readonly assignors: readonly string[];
  /** group.consumer.max.size */
  readonly maxSize: number;
  /** group.consumer.migration.policy, in lower case. */
  readonly migrationPolicy: string;
  /** group.consumer.regex.refresh.interval.ms */
  readonly regexRefreshIntervalMs: number;
  /** consumer.session.timeout.ms of the group, else group.consumer.session.timeout.ms; within its bounds. */
  sessionTimeoutMs(groupId: string): number;
  /** consumer.heartbeat.interval.ms of the group, else group.consumer.heartbeat.interval.ms; within its bounds. */
  heartbeatIntervalMs(groupId: string): number;
  /** consumer.assignment.interval.ms of the group, else group.consumer.assignment.interval.ms; within its bounds. */
  assignmentIntervalMs(groupId: string): number;
}

/** Apache Kafka's defaults. */
export const defaultGroupCoordinatorConfig: GroupCoordinatorConfig = {
  minSessionTimeoutMs: 6000,
  maxSessionTimeoutMs: 1_800_000,
  initialRebalanceDelayMs: 3000,
  maxGroupSize: 2_147_483_647,
  maxOffsetMetadataBytes: 4096,
  offsetsRetentionMs: 10_080 * 60_000,
  offsetsRetentionCheckIntervalMs: 600_000,
  consumer: {
    assignors: ["uniform", "range"],
    maxSize: 2_147_483_647,
    migrationPolicy: "bidirectional",
    regexRefreshIntervalMs: 600_000,
    sessionTimeoutMs: () => 45_000,
    heartbeatIntervalMs: () => 5000,
    assignmentIntervalMs: () => 1000,
  },
};
