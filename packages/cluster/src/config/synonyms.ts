/** Which keys stand for the same setting, and which of them counts. */

/** Keys of a broker that say the same in different units; the first that is given counts. */
const brokerSynonymGroups: readonly (readonly string[])[] = [
  ["log.roll.ms", "log.roll.hours"],
  ["log.roll.jitter.ms", "log.roll.jitter.hours"],
  ["log.flush.interval.ms", "log.flush.scheduler.interval.ms"],
  ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
];

const brokerSynonymGroupOf: ReadonlyMap<string, readonly string[]> = new Map(
  brokerSynonymGroups.flatMap((group) => group.map((name) => [name, group] as const)),
);

/** Keys that are set per listener and SASL mechanism: `listener.name.external.plain.sasl.jaas.config`. */
const perMechanism = [
  "sasl.jaas.config",
  "sasl.login.callback.handler.class",
  "sasl.login.class",
  "sasl.server.callback.handler.class",
  "connections.max.reauth.ms",
];

/** The keys of a broker in which a setting is looked for, in order: `listener.name.external.ssl.key.password` before `ssl.key.password`. */
export function brokerSynonyms(name: string): readonly string[] {
  const base = withoutListenerPrefix(name);
  return base === null ? (brokerSynonymGroupOf.get(name) ?? [name]) : [name, base];
}

/** The keys that a setting replaces, itself among them; those of single listeners stand for themselves. */
export function replacedBy(name: string): readonly string[] {
  return brokerSynonymGroupOf.get(name) ?? [name];
}

/** What a key of one listener is about, or null where it is no such key. */
export function withoutListenerPrefix(name: string): string | null {
  const [, base] = /^listener\.name\.[^.]*\.(.*)$/.exec(name) ?? [];
  if (base === undefined) return null;
  return perMechanism.find((key) => base.endsWith(key)) ?? base;
}

/** `broker.id` and `node.id` are one setting under two names: who gives one has given the other. */
export function withNodeId(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const id = given.get("node.id") ?? given.get("broker.id");
  if (id === undefined || (given.has("node.id") && given.has("broker.id"))) return given;
  return new Map([...given, ["node.id", id], ["broker.id", id]]);
}

/** The key of a broker that holds the default of a topic's setting. */
export const topicSynonyms: ReadonlyMap<string, string> = new Map([
  ["cleanup.policy", "log.cleanup.policy"],
  ["compression.gzip.level", "compression.gzip.level"],
  ["compression.lz4.level", "compression.lz4.level"],
  ["compression.type", "compression.type"],
  ["compression.zstd.level", "compression.zstd.level"],
  ["delete.retention.ms", "log.cleaner.delete.retention.ms"],
  ["file.delete.delay.ms", "log.segment.delete.delay.ms"],
  ["flush.messages", "log.flush.interval.messages"],
  ["flush.ms", "log.flush.interval.ms"],
  ["index.interval.bytes", "log.index.interval.bytes"],
  ["local.retention.bytes", "log.local.retention.bytes"],
  ["local.retention.ms", "log.local.retention.ms"],
  ["max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"],
  ["max.message.bytes", "message.max.bytes"],
  ["message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"],
  ["message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"],
  ["message.timestamp.type", "log.message.timestamp.type"],
  ["min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"],
  ["min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"],
  ["min.insync.replicas", "min.insync.replicas"],
  ["preallocate", "log.preallocate"],
  ["retention.bytes", "log.retention.bytes"],
  ["retention.ms", "log.retention.ms"],
  ["segment.bytes", "log.segment.bytes"],
  ["segment.index.bytes", "log.index.size.max.bytes"],
  ["segment.jitter.ms", "log.roll.jitter.ms"],
  ["segment.ms", "log.roll.ms"],
  ["unclean.leader.election.enable", "unclean.leader.election.enable"],
]);

/** The key of a broker that holds the default of a group's setting. */
export function groupSynonym(name: string): string | null {
  return withoutBrokerSynonym.has(name) ? null : `group.${name}`;
}

const withoutBrokerSynonym: ReadonlySet<string> = new Set([
  "share.auto.offset.reset",
  "share.isolation.level",
  "share.renew.acknowledge.enable",
]);
