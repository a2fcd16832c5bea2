import type { BrokerConfigValues } from "./broker-configs.ts";
import { type TopicConfigValues, topicConfigs } from "./topic-configs.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What holds for a topic without settings of its own. */
export function topicDefaults(broker: BrokerConfigValues): TopicConfigValues {
  return {
    ...topicConfigs.parse(new Map()).values,
    "cleanup.policy": broker["log.cleanup.policy"],
    "compression.gzip.level": broker["compression.gzip.level"],
    "compression.lz4.level": broker["compression.lz4.level"],
    "compression.type": broker["compression.type"],
    "compression.zstd.level": broker["compression.zstd.level"],
    "delete.retention.ms": broker["log.cleaner.delete.retention.ms"],
    "file.delete.delay.ms": broker["log.segment.delete.delay.ms"],
    "flush.messages": broker["log.flush.interval.messages"],
    "flush.ms": broker["log.flush.interval.ms"] ?? broker["log.flush.scheduler.interval.ms"],
    "index.interval.bytes": broker["log.index.interval.bytes"],
    "local.retention.bytes": broker["log.local.retention.bytes"],
    "local.retention.ms": broker["log.local.retention.ms"],
    "max.compaction.lag.ms": broker["log.cleaner.max.compaction.lag.ms"],
    "max.message.bytes": broker["message.max.bytes"],
    "message.timestamp.after.max.ms": broker["log.message.timestamp.after.max.ms"],
    "message.timestamp.before.max.ms": broker["log.message.timestamp.before.max.ms"],
    "message.timestamp.type": broker["log.message.timestamp.type"],
    "min.cleanable.dirty.ratio": broker["log.cleaner.min.cleanable.ratio"],
    "min.compaction.lag.ms": broker["log.cleaner.min.compaction.lag.ms"],
    "min.insync.replicas": broker["min.insync.replicas"],
    preallocate: broker["log.preallocate"],
    "retention.bytes": broker["log.retention.bytes"],
    "retention.ms": retentionMs(broker),
    "segment.bytes": broker["log.segment.bytes"],
    "segment.index.bytes": broker["log.index.size.max.bytes"],
    "segment.jitter.ms": broker["log.roll.jitter.ms"] ?? broker["log.roll.jitter.hours"] * hourMs,
    "segment.ms": broker["log.roll.ms"] ?? broker["log.roll.hours"] * hourMs,
    "unclean.leader.election.enable": broker["unclean.leader.election.enable"],
  };
}

/** The first of milliseconds, minutes and hours that is given; below zero is no limit. */
export function retentionMs(broker: BrokerConfigValues): number {
  const minutes = broker["log.retention.minutes"];
  const given =
    broker["log.retention.ms"] ??
    (minutes === null ? broker["log.retention.hours"] * hourMs : minutes * minuteMs);
  return given < 0 ? -1 : given;
}
