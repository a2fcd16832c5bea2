import {
  chmod,
  closeSync,
  constants,
  fstatSync,
  fsync,
  mkdir,
  open,
  openSync,
  readdir,
  readdirSync,
  readFile,
  readFileSync,
  readSync,
  rename,
  rm,
  stat,
  statfs,
  statSync,
  unlink,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Disk, DiskFile } from "../ports.ts";
import { fault, isFault } from "./fault.ts";
import { NodeFile } from "./file.ts";
import { Hurry } from "./hurry.ts";
import { lockFile } from "./lock.ts";
import { PromptWrites } from "./prompt-writes.ts";

/*
 * Descriptors and callbacks rather than `FileHandle`: half the cost per operation, and nothing is closed
 * behind our back by the garbage collector.
 */
const openAsync = promisify(open);
const fsyncAsync = promisify(fsync);
const renameAsync = promisify(rename);
const removeAsync = promisify(rm);
const unlinkAsync = promisify(unlink);
const readFileAsync = promisify(readFile);
const listAsync = promisify(readdir);
const statAsync = promisify(stat);
const makeDirectoryAsync = promisify(mkdir);

/** Files up to here are read without another round through the thread pool, which costs ten times what the reading does. */
const readAtOnceBytes = 16_384;

const flagsOf = {
  read: constants.O_RDONLY,
  write: constants.O_RDWR | constants.O_CREAT,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** The machine's file systems. */
export class NodeDisk implements Disk {
  /** The last replacement under way of each path: two at once would share one temporary file. */
  readonly #replacements = new Map<string, Promise<void>>();
  readonly #hurry = new Hurry();
  readonly #manner = { hurry: this.#hurry, promptWrites: new PromptWrites(() => performance.now()) };

  async open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile> {
    const descriptor = await this.#openOurs(path, flagsOf[mode]);
    return new NodeFile(path, descriptor, this.#manner);
  }

  onTheSpot<T>(work: () => Promise<T>): Promise<T> {
    return this.#hurry.during(work);
  }

  async readFile(path: string): Promise<Buffer | null> {
    if (this.#hurry.isOn)
      return await orNull(
        this.#hurry.act(() => readOurs(path)),
        "ENOENT",
      );
    const descriptor = await orNull(openAsync(path, constants.O_RDONLY), "ENOENT");
    return descriptor === null ? null : await readAndClose(path, descriptor);
  }

  async writeFile(path: string, content: Uint8Array): Promise<void> {
    const file = new NodeFile(path, await this.#openOurs(path, "w"), this.#manner);
    try {
      await file.write([content], 0);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async replaceFile(path: string, content: Uint8Array | string): Promise<void> {
    const previous = this.#replacements.get(path) ?? Promise.resolve();
    const replacement = previous.catch(() => undefined).then(() => this.#replace(path, content));
    this.#replacements.set(path, replacement);
    try {
      await replacement;
    } finally {
      if (this.#replacements.get(path) === replacement) this.#replacements.delete(path);
    }
  }

  async list(path: string): Promise<string[] | null> {
    const listing = this.#hurry.isOn ? this.#hurry.act(() => readdirSync(path)) : listAsync(path);
    const names = await orNull(listing, "ENOENT");
    return names === null ? null : names.toSorted();
  }

  async makeDirectory(path: string): Promise<void> {
    await makeDirectoryAsync(path, { recursive: true });
  }

  rename(from: string, to: string): Promise<void> {
    return renameAsync(from, to);
  }

  async remove(path: string): Promise<void> {
    try {
      // Mostly a file: finding that out first takes three times as long.
      await unlinkAsync(path);
    } catch (error) {
      if (isFault(error, "ENOENT")) return;
      if (!isFault(error, "EISDIR", "EPERM")) throw error;
      await removeAsync(path, { recursive: true, force: true });
    }
  }

  async stat(path: string) {
    const asking = this.#hurry.isOn
      ? this.#hurry.act(() => statSync(path, { throwIfNoEntry: false }) ?? null)
      : orNull(statAsync(path), "ENOENT");
    const status = await asking;
    if (status === null) return null;
    return { sizeBytes: status.size, modifiedMs: status.mtimeMs, isDirectory: status.isDirectory() };
  }

  async syncDirectory(path: string): Promise<void> {
    // Windows has no such operation; its file system journals names by itself.
    if (process.platform === "win32") return;
    const descriptor = await this.#openOurs(path, constants.O_RDONLY);
    try {
      await this.#manner.promptWrites.during(() => fsyncAsync(descriptor));
    } finally {
      // Of a directory nothing is left to be written: this does not wait for the disk.
      closeSync(descriptor);
    }
  }

  freeze(path: string): Promise<void> {
    return promisify(chmod)(path, 0o400);
  }

  async capacity(path: string): Promise<{ totalBytes: number; usableBytes: number }> {
    const { bsize, blocks, bavail } = await promisify(statfs)(path);
    return { totalBytes: bsize * blocks, usableBytes: bsize * bavail };
  }

  lock(path: string) {
    return lockFile(path);
  }

  /**
   * The order that survives a power cut at any moment: content first, then the name, then the directory. Without
   * the first sync some file systems show an empty file under the new name.
   */
  async #replace(path: string, content: Uint8Array | string): Promise<void> {
    const temporary = `${path}.tmp`;
    try {
      await this.writeFile(temporary, typeof content === "string" ? Buffer.from(content) : content);
      await renameAsync(temporary, path);
    } catch (error) {
      // On a full disk the half-written file would keep the space that others need.
      await removeAsync(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await this.syncDirectory(dirname(path));
  }

  async #openOurs(path: string, flags: number | string): Promise<number> {
    if (this.#hurry.isOn) return await this.#hurry.act(() => openSync(path, flags, 0o644));
    return await openAsync(path, flags, 0o644);
  }
}

/** Where small files are read to, one after another. */
const readingRoom = Buffer.allocUnsafeSlow(readAtOnceBytes);

/** All of a file of ours, on the spot where it is small. */
async function readOurs(path: string): Promise<Buffer> {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    const count = readSync(descriptor, readingRoom, 0, readAtOnceBytes, 0);
    if (count < readAtOnceBytes) return Buffer.from(readingRoom.subarray(0, count));
    return await readFileAsync(path);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * All of a file. A start reads several small ones for each partition, of ten thousand partitions: opening, which may have to
 * look for the file on the disk, is left to the thread pool, and the few bytes are taken at once.
 */
async function readAndClose(path: string, descriptor: number): Promise<Buffer> {
  try {
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw fault("EISDIR", "read", path);
    const isSmall = status.isFile() && status.size <= readAtOnceBytes;
    return isSmall ? readFileSync(descriptor) : await readFileAsync(descriptor);
  } finally {
    // Nothing was written: this does not wait for the disk.
    closeSync(descriptor);
  }
}

/** Null for the one fault that is an answer. */
async function orNull<T>(result: Promise<T>, code: string): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (isFault(error, code)) return null;
    throw error;
  }
}
