import type { TopicConfigValues } from "@ottla/cluster";
import type { LogConfig } from "@ottla/log";

/** How the partitions of a topic keep their records, by the topic's settings in effect. */
export function logConfigOf(topic: TopicConfigValues): LogConfig {
  return {
    segmentBytes: topic["internal.segment.bytes"] ?? topic["segment.bytes"],
    segmentMs: topic["segment.ms"],
    segmentJitterMs: topic["segment.jitter.ms"],
    segmentIndexBytes: topic["segment.index.bytes"],
    indexIntervalBytes: topic["index.interval.bytes"],
    retentionMs: topic["retention.ms"],
    retentionBytes: topic["retention.bytes"],
    cleanupPolicy: topic["cleanup.policy"].map(cleanupPolicyOf),
    maxMessageBytes: topic["max.message.bytes"],
    messageTimestampType:
      topic["message.timestamp.type"] === "LogAppendTime" ? "LogAppendTime" : "CreateTime",
    messageTimestampBeforeMaxMs: topic["message.timestamp.before.max.ms"],
    messageTimestampAfterMaxMs: topic["message.timestamp.after.max.ms"],
    ...compressionOf(topic),
    flushMessages: topic["flush.messages"],
    flushMs: topic["flush.ms"],
    fileDeleteDelayMs: topic["file.delete.delay.ms"],
  };
}

/** The codec of the topic, with the level that belongs to it (KIP-390). */
function compressionOf(topic: TopicConfigValues): Pick<LogConfig, "compressionType" | "compressionLevel"> {
  switch (topic["compression.type"]) {
    case "gzip":
      return { compressionType: "gzip", compressionLevel: topic["compression.gzip.level"] };
    case "lz4":
      return { compressionType: "lz4", compressionLevel: topic["compression.lz4.level"] };
    case "zstd":
      return { compressionType: "zstd", compressionLevel: topic["compression.zstd.level"] };
    case "snappy":
      return { compressionType: "snappy" };
    case "uncompressed":
      return { compressionType: "none" };
    default:
      return { compressionType: "producer" };
  }
}

/** The table lets nothing else through. */
function cleanupPolicyOf(name: string): "delete" | "compact" {
  return name === "compact" ? "compact" : "delete";
}
