import { groupTopic, type PartitionLog } from "@ottla/coordinator";
import { describeAppendRefusal } from "@ottla/log";
import { errorCode } from "@ottla/protocol";
import type { Partition } from "./partition.ts";
import type { Partitions } from "./partitions.ts";

/** What is read at a time when a coordinator loads. A larger batch comes alone. */
const replayBytes = 1024 * 1024;

/** A partition of `__consumer_offsets`, as the group coordinator writes and reads it. */
export function coordinatorLog(partitions: Partitions, index: number): PartitionLog {
  return new CoordinatorPartition(partitions, index);
}

class CoordinatorPartition implements PartitionLog {
  readonly #partitions: Partitions;
  readonly #index: number;

  constructor(partitions: Partitions, index: number) {
    this.#partitions = partitions;
    this.#index = index;
  }

  get maxBatchBytes(): number {
    const partition = this.#partitions.byName(groupTopic, this.#index);
    return partition?.isOnline === true ? partition.log.config.maxMessageBytes : 0;
  }

  async append(batch: Buffer, leaderEpoch: number): Promise<void> {
    await this.#settled();
    const partition = this.#led(leaderEpoch);
    if (!partition.hasEnoughReplicas)
      throw this.#failure("fewer replicas are in sync than min.insync.replicas says");
    const appended = partition.log.append(batch, { origin: "coordinator", leaderEpoch });
    if (appended.kind !== "appended") throw this.#failure(describeAppendRefusal(appended));
    // There is no other replica: what is written is committed.
    await appended.written;
    this.#led(leaderEpoch);
  }

  async *replay(): AsyncGenerator<Buffer, void, undefined> {
    await this.#settled();
    const { log } = this.#led();
    // What a coordinator before this one appended may still be on its way.
    await log.settled();
    const { endOffset } = log;
    let offset = log.startOffset;
    while (offset < endOffset) {
      const read = await log.read(offset, replayBytes, { minOneBatch: true, upTo: "end" });
      if (read.kind === "offsetOutOfRange" && read.startOffset > offset) {
        // Retention took what was to be read.
        offset = read.startOffset;
        continue;
      }
      if (read.kind !== "records") throw this.#failure(`it cannot be read at offset ${offset}`);
      if (read.sizeInBytes === 0) return;
      try {
        yield* read.chunks;
      } finally {
        read.release();
      }
      offset = read.nextOffset;
    }
  }

  /** A log that goes on in another directory does so in a moment. */
  async #settled(): Promise<void> {
    const moving = this.#partitions.byName(groupTopic, this.#index)?.moving ?? null;
    if (moving !== null) await moving;
  }

  #led(leaderEpoch?: number): Partition {
    const partition = this.#partitions.byName(groupTopic, this.#index);
    if (partition === undefined) throw this.#failure("it is not on this broker");
    const code = partition.checkLeaderEpoch(leaderEpoch);
    if (code === errorCode.NONE) return partition;
    throw this.#failure(`this broker does not lead it in epoch ${leaderEpoch ?? "any"} (error ${code})`);
  }

  #failure(reason: string): Error {
    return new Error(`${groupTopic}-${this.#index}: ${reason}`);
  }
}
