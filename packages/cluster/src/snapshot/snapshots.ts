import type { Clock, Disk, Timer } from "@ottla/runtime";
import { snapshotTimestamp } from "./read-snapshot.ts";
import {
  compareSnapshotIds,
  parseSnapshotFileName,
  type SnapshotId,
  snapshotFileName,
} from "./snapshot-id.ts";
import { writeFrozen } from "./write-snapshot.ts";

/** Enough of a snapshot's beginning to read its time. */
const headerBytes = 16 * 1024;

/** The snapshots beside a metadata log. */
export class Snapshots {
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #directory: string;
  readonly #deleteDelayMs: number;
  /** From the oldest to the newest. */
  readonly #ids: SnapshotId[];
  readonly #deletions = new Set<Timer>();

  private constructor(options: SnapshotsOptions, ids: SnapshotId[]) {
    this.#disk = options.disk;
    this.#clock = options.clock;
    this.#directory = options.directory;
    this.#deleteDelayMs = options.deleteDelayMs;
    this.#ids = ids;
  }

  /** Finds the snapshots in a directory, and sweeps away what was being written or removed when the node stopped. */
  static async open(options: SnapshotsOptions): Promise<Snapshots> {
    const { disk, directory } = options;
    const ids: SnapshotId[] = [];
    for (const name of (await disk.list(directory)) ?? []) {
      const parsed = parseSnapshotFileName(name);
      if (parsed === null) continue;
      if (parsed.fate === null) ids.push(parsed.id);
      else await disk.remove(`${directory}/${name}`);
    }
    return new Snapshots(options, ids.toSorted(compareSnapshotIds));
  }

  get latest(): SnapshotId | null {
    return this.#ids.at(-1) ?? null;
  }

  get ids(): readonly SnapshotId[] {
    return this.#ids;
  }

  path(id: SnapshotId): string {
    return `${this.#directory}/${snapshotFileName(id)}`;
  }

  /** The content of a snapshot; null where it has vanished. */
  async read(id: SnapshotId): Promise<Buffer | null> {
    return await this.#disk.readFile(this.path(id));
  }

  /** Writes a snapshot, unless there is one for the same place. */
  async save(id: SnapshotId, batches: Iterable<Buffer>): Promise<void> {
    if (this.#ids.some((existing) => compareSnapshotIds(existing, id) === 0)) return;
    await writeFrozen(this.#disk, this.path(id), batches);
    this.#ids.push(id);
    this.#ids.sort(compareSnapshotIds);
  }

  async sizeOf(id: SnapshotId): Promise<number> {
    return (await this.#disk.stat(this.path(id)))?.sizeBytes ?? 0;
  }

  /** The time of the last batch that is in a snapshot; null where it cannot be read. */
  async timestampOf(id: SnapshotId): Promise<number | null> {
    const file = await this.#disk.open(this.path(id), "read");
    try {
      const beginning = Buffer.alloc(headerBytes);
      return snapshotTimestamp(beginning.subarray(0, await file.read(beginning, 0)));
    } finally {
      await file.close();
    }
  }

  /** Removes snapshots at once that end before an offset: the log no longer reaches back to them. */
  async sweepBefore(endOffset: number): Promise<void> {
    while (this.#ids[0] !== undefined && this.#ids[0].endOffset < endOffset) {
      await this.#disk.remove(this.path(this.#ids[0]));
      this.#ids.shift();
    }
  }

  /** Gives snapshots up that came before another. Their files go a while later: somebody may be reading them. */
  async forgetBefore(id: SnapshotId): Promise<void> {
    while (this.#ids[0] !== undefined && compareSnapshotIds(this.#ids[0], id) < 0) {
      const path = this.path(this.#ids[0]);
      this.#ids.shift();
      await this.#disk.rename(path, `${path}.deleted`);
      const timer = this.#clock.schedule(this.#deleteDelayMs, () => {
        this.#deletions.delete(timer);
        // What cannot be removed now is removed at the next start.
        this.#disk.remove(`${path}.deleted`).catch(() => undefined);
      });
      this.#deletions.add(timer);
    }
  }

  close(): void {
    for (const timer of this.#deletions) timer.cancel();
    this.#deletions.clear();
  }
}

export interface SnapshotsOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Of the metadata log. */
  readonly directory: string;
  readonly deleteDelayMs: number;
}
