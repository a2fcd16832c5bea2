import { type Disk, type DiskLock, isFault, type Random } from "@ottla/runtime";
import { cleanShutdownFileName, decodeCleanShutdown, encodeCleanShutdown } from "../format/clean-shutdown.ts";
import {
  decodeMetaProperties,
  directoryIdFrom,
  encodeMetaProperties,
  type MetaProperties,
  metaPropertiesFileName,
} from "../format/meta-properties.ts";
import {
  decodeOffsetCheckpoint,
  encodeOffsetCheckpoint,
  type OffsetCheckpoint,
  offsetCheckpointNames,
} from "../format/offset-checkpoint.ts";
import { LogDirectoryError } from "./log-directory-error.ts";

export type CheckpointKind = keyof typeof offsetCheckpointNames;

/** Names that an otherwise empty directory may have: our own lock, and what file systems put at their root. */
const negligibleNames = new Set([".lock", "lost+found"]);

/**
 * One of the directories in `log.dirs`, held by this process alone: whose it is (`meta.properties`), the checkpoints that
 * its partitions share, and the marker of a clean stop.
 */
export class LogDirectory {
  readonly path: string;
  readonly #disk: Disk;
  readonly #lock: DiskLock;
  #meta: MetaProperties | null;
  #failure: Error | null = null;
  /** What each checkpoint's file says: it is not written again when nothing has changed. */
  readonly #saved = new Map<CheckpointKind, string>();

  private constructor(path: string, disk: Disk, lock: DiskLock, meta: MetaProperties | null) {
    this.path = path;
    this.#disk = disk;
    this.#lock = lock;
    this.#meta = meta;
  }

  /**
   * Locks a directory, which is created if there is none, and reads whose it is. Rejects with LogDirectoryError where
   * another process has it, where it cannot be read or written, and where it holds something that is not Kafka's.
   */
  static async open(disk: Disk, path: string): Promise<LogDirectory> {
    const lock = await acquire(disk, path);
    try {
      return new LogDirectory(path, disk, lock, await readMeta(disk, path));
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Whose directory this is; null in an empty one, which is to be formatted. */
  get meta(): MetaProperties | null {
    return this.#meta;
  }

  /** Null while the directory works. */
  get failure(): Error | null {
    return this.#failure;
  }

  fail(error: Error): void {
    this.#failure ??= error;
  }

  /** Makes an empty directory this node's. Gives it an id if it has none. Returns what it says now. */
  async format(
    meta: MetaProperties,
    { random, now }: { random: Random; now: number },
  ): Promise<MetaProperties> {
    const settled = { ...meta, directoryId: meta.directoryId ?? directoryIdFrom(random.bytes(16)) };
    const text = encodeMetaProperties(settled, new Date(now));
    // First: once the file is there, nobody looks at the directory's own name again.
    await this.#syncParents();
    await this.#disk.replaceFile(`${this.path}/${metaPropertiesFileName}`, text);
    this.#meta = settled;
    return settled;
  }

  /** Throws LogDirectoryError unless the directory is this node's, in this cluster. */
  verify({ nodeId, clusterId }: { readonly nodeId: number; readonly clusterId: string | null }): void {
    const meta = this.#meta;
    if (meta === null) {
      throw new LogDirectoryError(this.path, "is not formatted", "Format it, or leave it out of log.dirs.");
    }
    if (meta.nodeId !== nodeId) {
      throw new LogDirectoryError(
        this.path,
        `belongs to node ${meta.nodeId} (${metaPropertiesFileName}), this is node ${nodeId}`,
        `Set node.id=${meta.nodeId}, or choose another directory with log.dirs.`,
      );
    }
    if (clusterId !== null && meta.clusterId !== clusterId) {
      throw new LogDirectoryError(
        this.path,
        `belongs to the cluster ${meta.clusterId} (${metaPropertiesFileName}), this one is ${clusterId}`,
        "Choose another directory with log.dirs.",
      );
    }
  }

  /** Offsets by partition directory. Rejects with CheckpointError where the file is malformed. */
  async readCheckpoint(kind: CheckpointKind): Promise<Map<string, number>> {
    const path = `${this.path}/${offsetCheckpointNames[kind]}`;
    const text = (await this.#disk.readFile(path))?.toString("utf8") ?? "";
    this.#saved.set(kind, text);
    return decodeOffsetCheckpoint(text, path);
  }

  async saveCheckpoint(kind: CheckpointKind, offsets: OffsetCheckpoint): Promise<void> {
    const text = encodeOffsetCheckpoint(offsets);
    if (text === this.#saved.get(kind)) return;
    await this.#disk.replaceFile(`${this.path}/${offsetCheckpointNames[kind]}`, text);
    this.#saved.set(kind, text);
  }

  /**
   * Whether the directory was closed in order, and by which incarnation of the broker; null if it was not. The marker is
   * removed before the answer is given: if this start crashes, the next one must not believe it (KAFKA-10471).
   */
  async takeCleanShutdown(): Promise<{ brokerEpoch: number } | null> {
    const path = `${this.path}/${cleanShutdownFileName}`;
    const text = await this.#disk.readFile(path);
    if (text === null) return null;
    await this.#disk.remove(path);
    await this.#disk.syncDirectory(this.path);
    return { brokerEpoch: decodeCleanShutdown(text.toString("utf8")) };
  }

  /** The last thing that is written here. */
  async markCleanShutdown(brokerEpoch: number): Promise<void> {
    await this.#disk.replaceFile(`${this.path}/${cleanShutdownFileName}`, encodeCleanShutdown(brokerEpoch));
  }

  /** Bytes of the volume that it lies on. */
  async capacity(): Promise<{ totalBytes: number; usableBytes: number }> {
    return await this.#disk.capacity(this.path);
  }

  async release(): Promise<void> {
    await this.#lock.release();
  }

  /** The directory itself must survive a power cut, and those above it that were made for it. */
  async #syncParents(): Promise<void> {
    for (let end = this.path.lastIndexOf("/"); end >= 0; end = this.path.lastIndexOf("/", end - 1)) {
      try {
        await this.#disk.syncDirectory(this.path.slice(0, end) || "/");
      } catch (error) {
        // Of what belongs to others, and may not even be read, we made nothing.
        if (isFault(error, "EACCES", "EPERM", "EINVAL", "EROFS", "ENOTSUP")) return;
        throw error;
      }
      if (end === 0) return;
    }
  }
}

async function acquire(disk: Disk, path: string): Promise<DiskLock> {
  let lock: DiskLock | null;
  try {
    await disk.makeDirectory(path);
    lock = await disk.lock(`${path}/.lock`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = "Check that it is a directory that this user may read and write, or change log.dirs.";
    throw new LogDirectoryError(path, `cannot be used: ${reason}`, remedy, { cause: error });
  }
  if (lock === null) {
    throw new LogDirectoryError(
      path,
      "is in use by another process",
      "Stop the broker that runs on it, or choose another directory with log.dirs.",
    );
  }
  return lock;
}

async function readMeta(disk: Disk, path: string): Promise<MetaProperties | null> {
  const text = await disk.readFile(`${path}/${metaPropertiesFileName}`);
  if (text === null) {
    const foreign = await foreignName(disk, path);
    if (foreign === null) return null;
    throw new LogDirectoryError(
      path,
      `is not empty (it holds ${foreign}) and has no ${metaPropertiesFileName}, so it is not known whose it is`,
      "Choose an empty directory with log.dirs, or restore the file.",
    );
  }
  const meta = decodeMetaProperties(text.toString("utf8"));
  if (!("fault" in meta)) return meta;
  throw new LogDirectoryError(
    path,
    `cannot be opened: ${metaPropertiesFileName} ${meta.fault}`,
    "Restore the file, or choose another directory with log.dirs.",
  );
}

/** Something in a directory that neither we nor file systems put there; null in one that is to be formatted. */
async function foreignName(disk: Disk, path: string): Promise<string | null> {
  for (const name of (await disk.list(path)) ?? []) {
    if (negligibleNames.has(name) || name.endsWith(".tmp")) continue;
    if (!(await isFromFormatting(disk, path, name))) return name;
  }
  return null;
}

/**
 * Whether formatting wrote this, which writes `meta.properties` last: where that is missing, formatting was interrupted,
 * and may begin again. A metadata log is more than that.
 */
async function isFromFormatting(disk: Disk, path: string, name: string): Promise<boolean> {
  if (name === "bootstrap.checkpoint") return true;
  if (name !== "__cluster_metadata-0") return false;
  const names = (await disk.list(`${path}/${name}`)) ?? [];
  return names.every((file) => /^0{20}-0{10}\.checkpoint(\.part)?$/.test(file));
}
