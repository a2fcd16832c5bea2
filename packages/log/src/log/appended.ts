/** Records that have their offsets. Whether they are on the disk is for {@link written} to say. */
export interface Appended {
  readonly kind: "appended";
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The broker's time where the topic wants that; -1 where the producer's counts. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  /** Whether an idempotent producer had sent the batch before: then these are the offsets that it got then. */
  readonly isDuplicate: boolean;
  /**
   * Resolves when the records are written, and synced where `flush.messages` says so: when they may be acknowledged.
   * Rejects when the disk failed: then they are not in the log.
   */
  readonly written: Promise<void>;
}
