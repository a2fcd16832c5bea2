import type { Disk, DiskFile, DiskLock, FileStatus } from "@ottla/runtime";
import { fault } from "@ottla/runtime";
import type { Life } from "../life.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { beginningMs } from "../time/virtual-clock.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { DiskOperation, DiskPlan } from "./disk-plan.ts";
import { VirtualFile } from "./virtual-file.ts";
import type { Volume } from "./volume.ts";

/** What lies below the disk of one machine, from one life to the next. */
export interface DiskParts {
  readonly volume: Volume;
  readonly plan: DiskPlan;
  readonly time: VirtualTime;
  readonly random: SeededRandom;
}

/**
 * A disk without a machine. Operations take virtual time and end in any order, as the seed will have it; what they do is
 * visible when they end.
 */
export class VirtualDisk implements Disk {
  readonly #parts: DiskParts;
  readonly #life: Life;
  readonly #locks = new Set<string>();
  /** The last replacement of each path: they happen in the order they were asked for. */
  readonly #replacements = new Map<string, Promise<void>>();
  #openFileCount = 0;

  constructor(parts: DiskParts, life: Life) {
    this.#parts = parts;
    this.#life = life;
  }

  /** Files that this program holds open now. */
  get openFileCount(): number {
    return this.#openFileCount;
  }

  async open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile> {
    const { volume, plan } = this.#parts;
    return await this.perform("open", path, () => {
      let node = volume.find(path);
      if (mode === "create" && node !== null) throw fault("EEXIST", "open", path);
      if (node === null) {
        if (mode === "read") throw fault("ENOENT", "open", path);
        this.demandWritable("open", path);
        if (volume.usedBytes >= plan.capacityBytes) throw fault("ENOSPC", "open", path);
        node = volume.createFile(path, this.nowMs);
      }
      if (node.kind === "directory") throw fault("EISDIR", "open", path);
      if (mode !== "read") {
        this.demandWritable("open", path);
        if (node.isFrozen) throw fault("EACCES", "open", path);
      }
      volume.open(node);
      this.#openFileCount++;
      const onClose = (): void => {
        this.#openFileCount--;
      };
      return new VirtualFile(path, node, {
        disk: this,
        parts: this.#parts,
        isWritable: mode !== "read",
        onClose,
      });
    });
  }

  /** Here everything takes its time all the same. */
  onTheSpot<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async readFile(path: string): Promise<Buffer | null> {
    return await this.perform("read", path, () => {
      const node = this.#parts.volume.find(path);
      if (node === null) return null;
      if (node.kind === "directory") throw fault("EISDIR", "read", path);
      return Buffer.from(node.content);
    });
  }

  async writeFile(path: string, content: Uint8Array): Promise<void> {
    const file = await this.open(path, "write");
    try {
      await file.truncate(0);
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

  async freeze(path: string): Promise<void> {
    await this.perform("freeze", path, () => {
      const node = this.#parts.volume.find(path);
      if (node === null) throw fault("ENOENT", "chmod", path);
      this.demandWritable("chmod", path);
      if (node.kind === "file") node.isFrozen = true;
    });
  }

  async list(path: string): Promise<string[] | null> {
    return await this.perform("list", path, () => {
      const node = this.#parts.volume.find(path);
      if (node === null) return null;
      if (node.kind === "file") throw fault("ENOTDIR", "scandir", path);
      return [...node.names.keys()].toSorted();
    });
  }

  async makeDirectory(path: string): Promise<void> {
    await this.perform("makeDirectory", path, () => {
      if (this.#parts.volume.find(path)?.kind === "directory") return;
      this.demandWritable("mkdir", path);
      this.#parts.volume.createDirectory(path, this.nowMs);
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.perform("rename", from, () => {
      this.demandWritable("rename", from);
      this.#parts.volume.rename(from, to, this.nowMs);
    });
  }

  async remove(path: string): Promise<void> {
    await this.perform("remove", path, () => {
      if (this.#parts.volume.find(path) === null) return;
      this.demandWritable("unlink", path);
      this.#parts.volume.remove(path, this.nowMs);
    });
  }

  async stat(path: string): Promise<FileStatus | null> {
    return await this.perform("read", path, () => {
      const node = this.#parts.volume.find(path);
      if (node === null) return null;
      const isDirectory = node.kind === "directory";
      return { sizeBytes: isDirectory ? 4096 : node.size, modifiedMs: node.modifiedMs, isDirectory };
    });
  }

  async syncDirectory(path: string): Promise<void> {
    const { volume, plan } = this.#parts;
    const finish = await this.perform("list", path, () =>
      volume.syncDirectory(volume.directory(path, "open")),
    );
    await this.perform("syncDirectory", path, finish, plan.syncMs);
  }

  async capacity(path: string): Promise<{ totalBytes: number; usableBytes: number }> {
    const { volume, plan } = this.#parts;
    return await this.perform("read", path, () => ({
      totalBytes: plan.capacityBytes,
      usableBytes: Math.max(0, plan.capacityBytes - volume.usedBytes),
    }));
  }

  async lock(path: string): Promise<DiskLock | null> {
    return await this.perform("lock", path, () => {
      const { volume } = this.#parts;
      this.demandWritable("lock", path);
      if (this.#locks.has(path)) return null;
      if (volume.find(path) === null) volume.createFile(path, this.nowMs);
      this.#locks.add(path);
      let isHeld = true;
      return {
        release: () => {
          if (isHeld) this.#locks.delete(path);
          isHeld = false;
          return Promise.resolve();
        },
      };
    });
  }

  /** Wall-clock time, as files are stamped with it. */
  get nowMs(): number {
    return Math.floor(beginningMs + this.#parts.time.elapsedMs);
  }

  /** Does `action` in a while. The promise stays open for ever when the program's life ends before. */
  perform<T>(
    operation: DiskOperation,
    path: string,
    action: () => T,
    spanMs = this.#parts.plan.latencyMs,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#parts.time.schedule(this.#durationMs(spanMs), () => {
        if (this.#life.isOver) return;
        try {
          this.demandWorking(operation, path);
          resolve(action());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Throws what the plan wants thrown. */
  demandWorking(operation: DiskOperation, path: string): void {
    const code = this.#parts.plan.failing?.(operation, path) ?? null;
    if (code !== null) throw fault(code, operation, path);
  }

  demandWritable(operation: string, path: string): void {
    if (this.#parts.plan.isReadOnly) throw fault("EROFS", operation, path);
  }

  /** The steps of the real thing: at each of them the power may go. */
  async #replace(path: string, content: Uint8Array | string): Promise<void> {
    const temporary = `${path}.tmp`;
    try {
      await this.writeFile(temporary, typeof content === "string" ? Buffer.from(content) : content);
      await this.rename(temporary, path);
    } catch (error) {
      await this.remove(temporary).catch(() => undefined);
      throw error;
    }
    await this.syncDirectory(path.slice(0, path.lastIndexOf("/")) || "/");
  }

  #durationMs([shortest, longest]: readonly [number, number]): number {
    const { random, plan } = this.#parts;
    const duration = shortest + random.fraction() * (longest - shortest);
    if (plan.stallChance === 0 || !random.chance(plan.stallChance)) return duration;
    const [least, most] = plan.stallMs;
    return duration + least + random.fraction() * (most - least);
  }
}
