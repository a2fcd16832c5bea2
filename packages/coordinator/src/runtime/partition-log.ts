/**
 * The partition of an internal topic that a coordinator keeps its state in, as the coordinator needs it. The broker
 * implements it over its log.
 */
export interface PartitionLog {
  /**
   * Appends one batch, whose base offset and leader epoch it sets, and resolves when it is committed (below the high
   * watermark). Rejects when it is not appended, or cannot be known to be: this broker no longer leads in
   * `leaderEpoch`, the disk is full, the batch is too large. The coordinator then forgets what it knows and loads again.
   */
  append(batch: Buffer, leaderEpoch: number): Promise<void>;
  /**
   * Everything from the start to the end of the log, in order, as buffers of whole batches. Ends once all of that is
   * committed, so that nothing is answered from what may still be cut off.
   */
  replay(): AsyncIterable<Buffer>;
  /** Largest batch that `append` takes (`max.message.bytes` of the topic). */
  readonly maxBatchBytes: number;
}
