import type { SeededRandom } from "../seeded-random.ts";
import { GrowingBytes } from "./growing-bytes.ts";

/** A change of a file's content that no sync has made durable yet. */
export type FileChange =
  | { readonly kind: "write"; readonly position: number; readonly bytes: Buffer; isDoomed: boolean }
  | { readonly kind: "truncate"; readonly sizeBytes: number; isDoomed: boolean };

/** What survives of unsynced changes: nothing, everything, a beginning, or whatever the disk happened to write. */
export type Survival = "none" | "all" | "prefix" | "subset";

/** What a disk writes as a whole or not at all. */
const sectorBytes = 512;

/**
 * A file, whatever its names are: what a reader sees, and what a power cut leaves. A write is visible at once and durable
 * after a sync; until then each of its sectors may be on the disk or not.
 */
export class FileNode {
  readonly kind = "file";
  #visible: GrowingBytes;
  #durable: GrowingBytes;
  #unsynced: FileChange[] = [];
  modifiedMs: number;
  /** Names and open handles. The space of a file that has neither is free again. */
  links = 0;
  handles = 0;
  /** Nobody may open it for writing. */
  isFrozen = false;

  constructor(modifiedMs: number) {
    this.#visible = new GrowingBytes();
    this.#durable = new GrowingBytes();
    this.modifiedMs = modifiedMs;
  }

  get size(): number {
    return this.#visible.size;
  }

  get content(): Buffer {
    return this.#visible.bytes;
  }

  read(target: Uint8Array, position: number): number {
    return this.#visible.read(target, position);
  }

  write(bytes: Uint8Array, position: number): void {
    this.#change({ kind: "write", position, bytes: Buffer.from(bytes), isDoomed: false });
  }

  truncate(sizeBytes: number): void {
    this.#change({ kind: "truncate", sizeBytes, isDoomed: false });
  }

  /** Begins a sync of what was written so far. Call the result when the disk has done it. */
  beginSync(): () => void {
    const covered = new Set(this.#unsynced);
    return () => {
      this.#unsynced = this.#unsynced.filter((change) => {
        if (!covered.has(change) || change.isDoomed) return true;
        applyChange(this.#durable, change);
        return false;
      });
    };
  }

  /**
   * A sync has failed: the system takes what it could not write for written. It is still visible, and no later sync writes
   * it, though that sync reports success.
   */
  failSync(): void {
    for (const change of this.#unsynced) change.isDoomed = true;
  }

  /** Leaves what a power cut leaves. `inFlight` are changes that had not returned yet. */
  cutPower(survival: Survival, inFlight: readonly FileChange[], random: SeededRandom): void {
    const changes = [...this.#unsynced, ...inFlight];
    const kept = survival === "prefix" ? random.below(changes.length + 1) : changes.length;
    for (const change of survival === "none" ? [] : changes.slice(0, kept)) {
      if (survival === "subset") applySome(this.#durable, change, random);
      else applyChange(this.#durable, change);
    }
    this.#unsynced = [];
    this.#visible = new GrowingBytes(this.#durable.bytes);
  }

  #change(change: FileChange): void {
    applyChange(this.#visible, change);
    this.#unsynced.push(change);
  }
}

function applyChange(content: GrowingBytes, change: FileChange): void {
  if (change.kind === "write") content.write(change.bytes, change.position);
  else content.truncate(change.sizeBytes);
}

/** Some sectors of a write, or none; the file's new size with or without them. */
function applySome(content: GrowingBytes, change: FileChange, random: SeededRandom): void {
  if (change.kind === "truncate") {
    if (random.chance(0.5)) content.truncate(change.sizeBytes);
    return;
  }
  const fate = random.below(4);
  if (fate === 0) return;
  if (fate === 1) {
    applyChange(content, change);
    return;
  }
  const { position, bytes } = change;
  const end = position + bytes.length;
  if (random.chance(0.5) && end > content.size) content.truncate(end);
  for (let from = position; from < end; ) {
    const to = Math.min(end, (Math.floor(from / sectorBytes) + 1) * sectorBytes);
    if (random.chance(0.5)) content.write(bytes.subarray(from - position, to - position), from);
    from = to;
  }
}
