import { type DiskFile, fault } from "@ottla/runtime";
import type { FileChange, FileNode } from "./file-node.ts";
import type { DiskParts, VirtualDisk } from "./virtual-disk.ts";

/** An open file of a virtual disk. */
export class VirtualFile implements DiskFile {
  readonly path: string;
  readonly #node: FileNode;
  readonly #disk: VirtualDisk;
  readonly #parts: DiskParts;
  readonly #isWritable: boolean;
  readonly #onClose: () => void;
  #operations = 0;
  #isClosed = false;
  #onIdle: (() => void) | null = null;

  constructor(
    path: string,
    node: FileNode,
    options: {
      readonly disk: VirtualDisk;
      readonly parts: DiskParts;
      readonly isWritable: boolean;
      readonly onClose: () => void;
    },
  ) {
    this.path = path;
    this.#node = node;
    this.#disk = options.disk;
    this.#parts = options.parts;
    this.#isWritable = options.isWritable;
    this.#onClose = options.onClose;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    return await this.#guarded("read", () =>
      this.#disk.perform("read", this.path, () => this.#node.read(target, position)),
    );
  }

  readSync(target: Uint8Array, position: number): number {
    if (this.#isClosed) throw fault("EBADF", "read", this.path);
    this.#disk.demandWorking("read", this.path);
    return this.#node.read(target, position);
  }

  async write(buffers: readonly Uint8Array[], position: number): Promise<void> {
    await this.#guarded("write", async () => {
      if (!this.#isWritable) throw fault("EBADF", "write", this.path);
      const bytes = Buffer.concat(buffers);
      let written = 0;
      while (written < bytes.length) {
        const piece = bytes.subarray(written, written + this.#pieceSize(bytes.length - written));
        written += await this.#writePiece(piece, position + written);
      }
    });
  }

  async truncate(sizeBytes: number): Promise<void> {
    await this.#guarded("truncate", async () => {
      if (!this.#isWritable) throw fault("EINVAL", "ftruncate", this.path);
      await this.#change("truncate", { kind: "truncate", sizeBytes, isDoomed: false }, () => {
        this.#parts.volume.truncate(this.#node, sizeBytes, this.#disk.nowMs);
      });
    });
  }

  async sync(): Promise<void> {
    await this.#guarded("fdatasync", async () => {
      const finish = this.#node.beginSync();
      try {
        await this.#disk.perform("sync", this.path, finish, this.#parts.plan.syncMs);
      } catch (error) {
        this.#node.failSync();
        throw error;
      }
    });
  }

  async size(): Promise<number> {
    return await this.#guarded("fstat", () => this.#disk.perform("read", this.path, () => this.#node.size));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#operations > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    this.#parts.volume.close(this.#node);
    this.#onClose();
  }

  /** Takes as many bytes as there is space for. */
  async #writePiece(piece: Buffer, position: number): Promise<number> {
    const { volume, plan } = this.#parts;
    return await this.#change("write", { kind: "write", position, bytes: piece, isDoomed: false }, () => {
      const freeBytes = Math.max(0, plan.capacityBytes - volume.usedBytes);
      const growth = Math.max(0, position + piece.length - this.#node.size);
      const count = Math.max(0, piece.length - Math.max(0, growth - freeBytes));
      if (count === 0) throw fault("ENOSPC", "write", this.path);
      volume.write(this.#node, piece.subarray(0, count), position, this.#disk.nowMs);
      return count;
    });
  }

  async #change<T>(operation: "write" | "truncate", change: FileChange, apply: () => T): Promise<T> {
    const inFlight = { file: this.#node, change };
    this.#parts.volume.inFlight.add(inFlight);
    try {
      return await this.#disk.perform(operation, this.path, () => {
        this.#parts.volume.inFlight.delete(inFlight);
        this.#disk.demandWritable(operation, this.path);
        return apply();
      });
    } finally {
      this.#parts.volume.inFlight.delete(inFlight);
    }
  }

  #pieceSize(byteCount: number): number {
    const { random, plan } = this.#parts;
    return random.chance(plan.shortWriteChance) ? random.between(1, byteCount) : byteCount;
  }

  async #guarded<T>(name: string, operation: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw fault("EBADF", name, this.path);
    this.#operations++;
    try {
      return await operation();
    } finally {
      if (--this.#operations === 0) this.#onIdle?.();
    }
  }
}
