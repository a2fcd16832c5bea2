import type { SharedBuffer } from "@ottla/runtime";
import type { Segment } from "../segment/segment.ts";
import type { PlacedRecords } from "./place-records.ts";
import { WriteSlots } from "./write-slots.ts";

/** Bytes for one segment, in order, from where it ended. */
export interface SegmentWrite {
  readonly segment: Segment;
  readonly buffers: Uint8Array[];
  byteCount: number;
}

/** Appends that are written together and acknowledged together. */
export interface CommitGroup {
  readonly writes: SegmentWrite[];
  recordCount: number;
  /** Offset after the last record. */
  endOffset: number;
}

interface Pending extends CommitGroup {
  /** What the bytes lie in, once for each append. */
  readonly memory: SharedBuffer[];
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Collects appends while a write is under way, and then writes all of them with one call. Under load each write carries
 * more; without load each append is written at once. One write is in flight at a time, so bytes reach the file in order.
 */
export class GroupCommit {
  readonly #commit: (group: CommitGroup) => Promise<void>;
  readonly #onFailure: (error: Error) => void;
  readonly #slots: WriteSlots;
  #pending: Pending | null = null;
  #isRunning = false;
  #idle: PromiseWithResolvers<void> | null = null;

  /**
   * `commit` writes a group, in one of the `slots`. When it throws, everything that waits is rejected too, since it would follow a
   * gap; then `onFailure` is called.
   */
  constructor(
    commit: (group: CommitGroup) => Promise<void>,
    onFailure: (error: Error) => void,
    slots: WriteSlots = new WriteSlots(),
  ) {
    this.#commit = commit;
    this.#onFailure = onFailure;
    this.#slots = slots;
  }

  /**
   * Queues records, and lets go of their memory when they are written or have failed. The promise, shared by the group, resolves
   * when they are as durable as the log promises.
   */
  add({ segment, bytes, memory, recordCount }: PlacedRecords, endOffset: number): Promise<void> {
    const group = this.#group();
    const write = writeFor(segment, group);
    write.buffers.push(bytes);
    write.byteCount += bytes.length;
    group.memory.push(memory);
    group.recordCount += recordCount;
    group.endOffset = endOffset;
    return group.done.promise;
  }

  /** Queues that the file of a segment comes to be, without a record in it. */
  touch(segment: Segment, endOffset: number): Promise<void> {
    const group = this.#group();
    writeFor(segment, group);
    group.endOffset = endOffset;
    return group.done.promise;
  }

  /** Resolves once all that was queued before is written or has failed. */
  async whenIdle(): Promise<void> {
    if (!this.#isRunning) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }

  /** The promise of what was queued last, or null when all is written. */
  get lastPromise(): Promise<void> | null {
    return this.#pending?.done.promise ?? this.#inFlight?.done.promise ?? null;
  }

  #inFlight: Pending | null = null;

  #group(): Pending {
    if (this.#pending === null) {
      const done = Promise.withResolvers<void>();
      // Those who do not wait for the disk (acks=0) need not listen; the failure has its own way out.
      done.promise.catch(() => {});
      this.#pending = { writes: [], memory: [], recordCount: 0, endOffset: 0, done };
      if (!this.#isRunning) {
        this.#isRunning = true;
        // Not now: other appends of this turn of the loop come along.
        queueMicrotask(() => void this.#run());
      }
    }
    return this.#pending;
  }

  async #run(): Promise<void> {
    while (this.#pending !== null) {
      const turn = this.#slots.take();
      // What is appended until then comes along.
      if (turn !== null) await turn;
      const group: Pending = this.#pending;
      this.#pending = null;
      this.#inFlight = group;
      try {
        await this.#commit(group);
        group.done.resolve();
      } catch (error) {
        this.#fail(group, error as Error); // What is thrown here comes from the disk.
      } finally {
        this.#slots.give();
        letGo(group);
      }
    }
    this.#inFlight = null;
    this.#isRunning = false;
    this.#idle?.resolve();
    this.#idle = null;
  }

  #fail(group: Pending, error: Error): void {
    this.#onFailure(error);
    const follower = this.#pending;
    this.#pending = null;
    group.done.reject(error);
    if (follower === null) return;
    follower.done.reject(error);
    letGo(follower);
  }
}

function writeFor(segment: Segment, { writes }: CommitGroup): SegmentWrite {
  const last = writes.at(-1);
  if (last?.segment === segment) return last;
  const write: SegmentWrite = { segment, buffers: [], byteCount: 0 };
  writes.push(write);
  return write;
}

function letGo({ memory }: Pending): void {
  for (const each of memory) each.release();
}
