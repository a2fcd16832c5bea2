import type { EffectiveConfigs } from "@ottla/cluster";
import type { ConsumerGroupConfig, GroupCoordinatorConfig } from "@ottla/coordinator";

const minuteMs = 60_000;

/** Settings of group coordinators, always as they are in effect. */
export class GroupSettings implements GroupCoordinatorConfig {
  readonly #configs: EffectiveConfigs;
  readonly consumer: ConsumerGroupConfig;

  constructor(configs: EffectiveConfigs) {
    this.#configs = configs;
    this.consumer = new ConsumerSettings(configs);
  }

  get minSessionTimeoutMs(): number {
    return this.#configs.broker["group.min.session.timeout.ms"];
  }

  get maxSessionTimeoutMs(): number {
    return this.#configs.broker["group.max.session.timeout.ms"];
  }

  get initialRebalanceDelayMs(): number {
    return this.#configs.broker["group.initial.rebalance.delay.ms"];
  }

  get maxGroupSize(): number {
    return this.#configs.broker["group.max.size"];
  }

  get maxOffsetMetadataBytes(): number {
    return this.#configs.broker["offset.metadata.max.bytes"];
  }

  get offsetsRetentionMs(): number {
    return this.#configs.broker["offsets.retention.minutes"] * minuteMs;
  }

  get offsetsRetentionCheckIntervalMs(): number {
    return this.#configs.broker["offsets.retention.check.interval.ms"];
  }
}

class ConsumerSettings implements ConsumerGroupConfig {
  readonly #configs: EffectiveConfigs;

  constructor(configs: EffectiveConfigs) {
    this.#configs = configs;
  }

  get assignors(): readonly string[] {
    return this.#configs.broker["group.consumer.assignors"];
  }

  get maxSize(): number {
    return this.#configs.broker["group.consumer.max.size"];
  }

  get migrationPolicy(): string {
    return this.#configs.broker["group.consumer.migration.policy"].toLowerCase();
  }

  get regexRefreshIntervalMs(): number {
    return this.#configs.broker["group.consumer.regex.refresh.interval.ms"];
  }

  sessionTimeoutMs(groupId: string): number {
    return this.#configs.group(groupId)["consumer.session.timeout.ms"];
  }

  heartbeatIntervalMs(groupId: string): number {
    return this.#configs.group(groupId)["consumer.heartbeat.interval.ms"];
  }

  assignmentIntervalMs(groupId: string): number {
    return this.#configs.group(groupId)["consumer.assignment.interval.ms"];
  }
}
