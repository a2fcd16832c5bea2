import type { EpochEntry } from "../format/leader-epoch-checkpoint.ts";

/** "No epoch" and "no offset", as OffsetForLeaderEpoch answers them. */
export const undefinedEpoch = -1;
export const undefinedOffset = -1;

/**
 * Which leader wrote from where: the terms of a partition's leaders and each one's first offset (KIP-101, LeaderEpochFileCache).
 * Both grow strictly from entry to entry. Followers find with it where their log and the leader's part.
 */
export class LeaderEpochs {
  /** Replaced as a whole by every change. */
  #entries: readonly EpochEntry[];
  /** What the file says; null where a failure left that open. */
  #saved: readonly EpochEntry[] | null;
  #saving: Promise<void> | null = null;

  constructor(entries: readonly EpochEntry[] = []) {
    this.#entries = [...entries];
    this.#saved = this.#entries;
  }

  get entries(): readonly EpochEntry[] {
    return this.#entries;
  }

  /** Has the entries written, unless the file says them. Resolves when it does, whoever began writing it. */
  async save(write: (entries: readonly EpochEntry[]) => Promise<void>): Promise<void> {
    while (this.#saving !== null || !this.#areSaved()) {
      this.#saving ??= this.#save(write).finally(() => {
        this.#saving = null;
      });
      await this.#saving;
    }
  }

  async #save(write: (entries: readonly EpochEntry[]) => Promise<void>): Promise<void> {
    const entries = this.#entries;
    this.#saved = null;
    await write(entries);
    this.#saved = entries;
  }

  #areSaved(): boolean {
    const entries = this.#entries;
    const saved = this.#saved;
    if (saved === entries) return true;
    if (saved?.length !== entries.length) return false;
    return entries.every(
      ({ epoch, startOffset }, index) =>
        saved[index]?.epoch === epoch && saved[index].startOffset === startOffset,
    );
  }

  get latest(): number {
    return this.#entries.at(-1)?.epoch ?? undefinedEpoch;
  }

  /** Notes that `epoch` begins at `startOffset`. Entries that contradict it go: the newest news is right. */
  assign(epoch: number, startOffset: number): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return;
    const earlier = this.#entries.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset);
    this.#entries = [...earlier, { epoch, startOffset }];
  }

  /** The epoch in which the record at `offset` was written, or -1. */
  epochOf(offset: number): number {
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i];
      if (entry !== undefined && entry.startOffset <= offset) return entry.epoch;
    }
    return undefinedEpoch;
  }

  /**
   * Where the largest epoch not above `epoch` ended: that epoch and the first offset after it. For the current epoch that
   * is the end of the log; -1 and -1 where nothing is known.
   */
  endOffsetOf(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } {
    const unknown = { epoch: undefinedEpoch, endOffset: undefinedOffset };
    if (epoch === undefinedEpoch) return unknown;
    if (epoch === this.latest) return { epoch, endOffset: logEndOffset };
    const higherIndex = this.#entries.findIndex((entry) => entry.epoch > epoch);
    const higher = this.#entries[higherIndex];
    if (higher === undefined) return unknown;
    const floor = this.#entries[higherIndex - 1];
    // Asked for an epoch before all that are known: its end is where the first known one begins.
    if (floor === undefined) return { epoch, endOffset: higher.startOffset };
    return { epoch: floor.epoch, endOffset: higher.startOffset };
  }

  /** Forgets what begins at or beyond `endOffset`: the log was cut there. */
  truncateFromEnd(endOffset: number): void {
    const last = this.#entries.at(-1);
    if (last === undefined || last.startOffset < endOffset) return;
    this.#entries = this.#entries.filter((entry) => entry.startOffset < endOffset);
  }

  /** Lets the log begin at `startOffset`: the epoch it lies in now begins there, older ones go. */
  truncateFromStart(startOffset: number): void {
    const index = this.#entries.findLastIndex((entry) => entry.startOffset <= startOffset);
    const first = this.#entries[index];
    if (first === undefined || (index === 0 && first.startOffset === startOffset)) return;
    this.#entries = [{ epoch: first.epoch, startOffset }, ...this.#entries.slice(index + 1)];
  }

  clear(): void {
    this.#entries = [];
  }
}
