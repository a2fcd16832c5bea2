import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { topicConfigs } from "@ottla/cluster";
import { defaultLogConfig } from "@ottla/log";
import { logConfigOf } from "./log-config.ts";

function configOf(given: Record<string, string>) {
  return logConfigOf(topicConfigs.parse(new Map(Object.entries(given))).values);
}

describe("the settings of a log", () => {
  it("are Kafka's where a topic says nothing", () => {
    assert.deepEqual(configOf({}), defaultLogConfig);
  });

  it("are those of the topic", () => {
    const config = configOf({
      "cleanup.policy": "compact,delete",
      "segment.bytes": "2000000",
      "internal.segment.bytes": "5000",
      "message.timestamp.type": "LogAppendTime",
      "retention.bytes": "77",
      "flush.messages": "1",
    });
    assert.deepEqual(
      {
        cleanupPolicy: config.cleanupPolicy,
        segmentBytes: config.segmentBytes,
        messageTimestampType: config.messageTimestampType,
        retentionBytes: config.retentionBytes,
        flushMessages: config.flushMessages,
      },
      {
        cleanupPolicy: ["compact", "delete"],
        segmentBytes: 5000,
        messageTimestampType: "LogAppendTime",
        retentionBytes: 77,
        flushMessages: 1,
      },
    );
  });

  it("have the level of the codec that they have", () => {
    const given = {
      "compression.gzip.level": "2",
      "compression.zstd.level": "7",
      "compression.lz4.level": "12",
    };
    const levels = ["gzip", "lz4", "zstd", "snappy", "uncompressed", "producer"].map((codec) => {
      const config = configOf({ ...given, "compression.type": codec });
      return [config.compressionType, config.compressionLevel];
    });
    assert.deepEqual(levels, [
      ["gzip", 2],
      ["lz4", 12],
      ["zstd", 7],
      ["snappy", undefined],
      ["none", undefined],
      ["producer", undefined],
    ]);
  });
});
