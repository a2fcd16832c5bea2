import {
  checkBatch,
  checkProduced,
  logOverhead,
  RecordBatchView,
  rebuildBatch,
  setMaxTimestamp,
  validateRecords,
  withoutCutOffBatch,
} from "@ottla/protocol";
import type { SharedBuffer } from "@ottla/runtime";
import type { AppendRefusal } from "./append-refusal.ts";
import type { LogConfig } from "./log-config.ts";

/**
 * Who appends. A `client` is believed nothing. A `coordinator` (of groups, of transactions, of the metadata quorum) is part
 * of this broker, and has its batches numbered. `replication` brings batches that another leader has numbered.
 */
export type AppendOrigin = "client" | "coordinator" | "replication";

export interface AppendOptions {
  readonly origin: AppendOrigin;
  /** Of the leader that numbers these batches. Replicated batches carry their own. */
  readonly leaderEpoch: number;
  /** Version of the Produce request they came in; the newest, if not said. */
  readonly produceVersion?: number;
  /** What the records lie in, if the log may keep that: large records are not copied then. */
  readonly memory?: SharedBuffer | null;
}

/** Records that may be appended as far as they themselves can tell. */
export interface PreparedRecords {
  readonly kind: "prepared";
  /** What will be written: what was handed in, or what it was compressed to. */
  readonly bytes: Buffer;
  /** What the bytes lie in, if that may be kept. */
  readonly memory: SharedBuffer | null;
  /** A view at the beginning of `bytes`. */
  readonly firstBatch: RecordBatchView;
}

const newestProduceVersion = 13;
const noTimestamp = -1;

/**
 * Checks records against themselves and the topic's settings, and stamps or recompresses them where the topic wants it
 * (LogValidator). Offsets and producers are looked at by others.
 */
export function prepareAppend(
  records: Buffer,
  options: AppendOptions,
  config: LogConfig,
  nowMs: number,
): PreparedRecords | AppendRefusal {
  if (options.origin === "client") {
    return prepareProduced(records, options, config, nowMs);
  }
  let position = 0;
  const batch = new RecordBatchView(records);
  do {
    const fault = checkBatch(records, position);
    if (fault !== null) return { kind: "badRecords", fault };
    batch.at(position);
    if (options.origin === "coordinator") {
      if (batch.sizeInBytes > config.maxMessageBytes) return tooLarge(batch.sizeInBytes, config);
      if (config.messageTimestampType === "LogAppendTime") {
        setMaxTimestamp(records, position, "LogAppendTime", nowMs);
      }
    }
    position = batch.end;
  } while (position < records.length);
  return { kind: "prepared", bytes: records, memory: options.memory ?? null, firstBatch: batch.at(0) };
}

function prepareProduced(
  sent: Buffer,
  { produceVersion = newestProduceVersion, memory = null }: AppendOptions,
  config: LogConfig,
  nowMs: number,
): PreparedRecords | AppendRefusal {
  const records = withoutCutOffBatch(sent);
  // Before the checksum, which would cost the more the larger the batch that is refused.
  if (isOneBatchOf(records) && records.length > config.maxMessageBytes)
    return tooLarge(records.length, config);
  const fault = checkProduced(records, produceVersion);
  if (fault !== null) return { kind: "badRecords", fault };

  const batch = new RecordBatchView(records);
  const summary = validateRecords(batch);
  if (summary.kind !== "valid") return { kind: "badRecords", fault: summary };
  if (summary.hasNullKey && config.cleanupPolicy.includes("compact")) return { kind: "keyMissing" };

  if (config.messageTimestampType === "LogAppendTime") {
    setMaxTimestamp(records, 0, "LogAppendTime", nowMs);
  } else {
    // A batch that claims to have a broker's time is taken, and loses the claim.
    for (const timestamp of [summary.minTimestamp, summary.maxTimestamp]) {
      if (!isTimestampAllowed(timestamp, config, nowMs)) {
        return { kind: "timestampOutOfRange", timestamp, nowMs };
      }
    }
    setMaxTimestamp(records, 0, "CreateTime", summary.maxTimestamp);
  }
  if (config.compressionType === "producer" || config.compressionType === batch.codec) {
    return { kind: "prepared", bytes: records, memory, firstBatch: batch };
  }
  const bytes = rebuildBatch(batch, { codec: config.compressionType, level: config.compressionLevel });
  if (bytes.length > config.maxMessageBytes) return tooLarge(bytes.length, config);
  return { kind: "prepared", bytes, memory: null, firstBatch: new RecordBatchView(bytes) };
}

function isOneBatchOf(records: Buffer): boolean {
  return records.length > logOverhead && logOverhead + records.readInt32BE(8) === records.length;
}

/** KIP-937: not further before or after the broker's clock than the topic says. */
function isTimestampAllowed(timestamp: number, config: LogConfig, nowMs: number): boolean {
  if (timestamp === noTimestamp) return true;
  return (
    nowMs - timestamp <= config.messageTimestampBeforeMaxMs &&
    timestamp - nowMs <= config.messageTimestampAfterMaxMs
  );
}

function tooLarge(sizeInBytes: number, config: LogConfig): AppendRefusal {
  return { kind: "batchTooLarge", sizeInBytes, maxBytes: config.maxMessageBytes };
}
