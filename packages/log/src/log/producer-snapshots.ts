import type { Disk } from "@ottla/runtime";
import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  type ProducerSnapshotEntry,
} from "../format/producer-snapshot.ts";
import { segmentFileName } from "../format/segment-files.ts";
import type { DirectoryPath } from "../segment/open-files.ts";

/**
 * The `.snapshot` files of a partition: the producers' state at some offsets, so that a start need not read the whole log
 * for it. There is one at each segment's base, and after a clean stop one at the end.
 */
export class ProducerSnapshots {
  readonly #disk: Disk;
  readonly #directory: DirectoryPath;
  /** Sorted. */
  #offsets: number[];

  constructor(disk: Disk, directory: DirectoryPath, offsets: readonly number[]) {
    this.#disk = disk;
    this.#directory = directory;
    this.#offsets = offsets.toSorted((a, b) => a - b);
  }

  get isEmpty(): boolean {
    return this.#offsets.length === 0;
  }

  has(offset: number): boolean {
    return this.#offsets.includes(offset);
  }

  /** Written whole or not at all. */
  async save(offset: number, entries: readonly ProducerSnapshotEntry[]): Promise<void> {
    await this.#disk.replaceFile(this.#path(offset), encodeProducerSnapshot(entries));
    this.#add(offset);
  }

  /**
   * The same for somebody who syncs the directory next: until then a power cut may leave half of it, which its checksum tells, or
   * nothing.
   */
  async write(offset: number, entries: readonly ProducerSnapshotEntry[]): Promise<void> {
    await this.#disk.writeFile(this.#path(offset), encodeProducerSnapshot(entries));
    this.#add(offset);
  }

  /** The newest readable snapshot at or before `offset`. Those that cannot be read are removed: they can be made again. */
  async loadAtOrBefore(offset: number): Promise<{ offset: number; entries: ProducerSnapshotEntry[] } | null> {
    for (;;) {
      const candidate = this.#offsets.findLast((saved) => saved <= offset);
      if (candidate === undefined) return null;
      const bytes = await this.#disk.readFile(this.#path(candidate));
      const entries = bytes === null ? null : decodeProducerSnapshot(bytes);
      if (entries !== null) return { offset: candidate, entries };
      await this.removeWhere((saved) => saved === candidate);
    }
  }

  async removeWhere(isUnwanted: (offset: number) => boolean): Promise<void> {
    const unwanted = this.#offsets.filter(isUnwanted);
    if (unwanted.length === 0) return;
    this.#offsets = this.#offsets.filter((offset) => !isUnwanted(offset));
    for (const offset of unwanted) await this.#disk.remove(this.#path(offset));
  }

  /** Takes note that the file has another name now, or is gone. */
  forget(offset: number): void {
    this.#offsets = this.#offsets.filter((saved) => saved !== offset);
  }

  #add(offset: number): void {
    if (!this.has(offset)) this.#offsets = [...this.#offsets, offset].toSorted((a, b) => a - b);
  }

  #path(offset: number): string {
    return `${this.#directory.path}/${segmentFileName(offset, "snapshot")}`;
  }
}
