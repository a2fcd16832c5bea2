import { batchesIn, setBaseOffset, setPartitionLeaderEpoch } from "@ottla/protocol";
import type { PartitionLog } from "../runtime/partition-log.ts";

/** A partition in memory. Commits at once, unless told to wait or to fail. */
export class MemoryLog implements PartitionLog {
  readonly maxBatchBytes: number = 1_048_588;
  readonly batches: Buffer[] = [];
  endOffset = 0;
  /** Set: appends fail with it. */
  failure: Error | null = null;
  #isHeld = false;
  #held: (() => void)[] = [];

  append(batch: Buffer, leaderEpoch: number): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    setBaseOffset(batch, 0, this.endOffset);
    setPartitionLeaderEpoch(batch, 0, leaderEpoch);
    for (const { nextOffset } of batchesIn(batch)) this.endOffset = nextOffset;
    this.batches.push(batch);
    if (!this.#isHeld) return Promise.resolve();
    return new Promise((resolve) => {
      this.#held.push(resolve);
    });
  }

  async *replay(): AsyncGenerator<Buffer> {
    yield* this.batches.slice();
  }

  /** From now on nothing is committed, until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const resolve of this.#held.splice(0)) resolve();
  }
}
