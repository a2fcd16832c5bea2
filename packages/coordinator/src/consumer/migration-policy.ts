/** What `group.consumer.migration.policy` allows (KIP-848, "Online Migration"). Anything else allows nothing, as in Kafka. */
const policies: ReadonlyMap<string, MigrationPolicy> = new Map([
  ["bidirectional", { allowsUpgrade: true, allowsDowngrade: true, allowsClassicMembers: true }],
  ["upgrade", { allowsUpgrade: true, allowsDowngrade: false, allowsClassicMembers: true }],
  ["downgrade", { allowsUpgrade: false, allowsDowngrade: true, allowsClassicMembers: true }],
]);

const disabled: MigrationPolicy = {
  allowsUpgrade: false,
  allowsDowngrade: false,
  allowsClassicMembers: false,
};

export interface MigrationPolicy {
  /** Classic groups become consumer groups when a member of the consumer protocol joins. */
  readonly allowsUpgrade: boolean;
  /** Consumer groups become classic ones when the last member of the consumer protocol is gone. */
  readonly allowsDowngrade: boolean;
  /** Members of the classic protocol may join consumer groups. */
  readonly allowsClassicMembers: boolean;
}

export function migrationPolicy(name: string): MigrationPolicy {
  return policies.get(name.toLowerCase()) ?? disabled;
}
