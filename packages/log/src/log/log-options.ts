import type { Logger } from "@ottla/runtime";
import type { LogConfig } from "./log-config.ts";
import type { LogShared } from "./log-shared.ts";

/** What the owner of a log's directory does for it. */
export interface LogHooks {
  /** Makes start offset and recovery point of this log durable, in the checkpoints that all logs of a directory share. */
  saveCheckpoints(): Promise<void>;
  /** The disk failed. `isFatal` when nothing can be known any more about what is on it. */
  onFailure(error: Error, fault: { readonly isFatal: boolean }): void;
}

export interface LogOptions {
  readonly shared: LogShared;
  /** Of this partition; created if it does not exist. */
  readonly directory: string;
  readonly topic: string;
  readonly partition: number;
  /** Written to `partition.metadata`, and compared with it. Null leaves that file alone. */
  readonly topicId: string | null;
  readonly config: LogConfig;
  /** What the checkpoints say. Without them the log begins with its first segment, and is read through. */
  readonly startOffset?: number;
  readonly recoveryPoint?: number;
  readonly highWatermark?: number;
  /** Whether the directory was closed in order. */
  readonly isClean?: boolean;
  /** Whether somebody else says where the high watermark is ({@link Log.advanceHighWatermark}). If not, it follows the end. */
  readonly isReplicated?: boolean;
  readonly producerIdExpirationMs?: number;
  readonly hooks?: LogHooks;
  readonly logger?: Logger;
}

/** Kafka's `producer.id.expiration.ms`. */
export const defaultProducerIdExpirationMs = 86_400_000;

export const noHooks: LogHooks = { saveCheckpoints: async () => {}, onFailure: () => {} };
