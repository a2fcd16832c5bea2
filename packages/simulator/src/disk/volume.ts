import { fault } from "@ottla/runtime";
import type { SeededRandom } from "../seeded-random.ts";
import { type FileChange, FileNode, type Survival } from "./file-node.ts";

/** A directory: its names as a program sees them, and as a power cut would leave them. */
export class DirectoryNode {
  readonly kind = "directory";
  names = new Map<string, Node>();
  durableNames = new Map<string, Node>();
  modifiedMs: number;

  constructor(modifiedMs: number) {
    this.modifiedMs = modifiedMs;
  }
}

export type Node = FileNode | DirectoryNode;

/** A name that comes, goes or changes hands. */
interface NameChange {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly node: Node | null;
}

/** A place for a node: the directory that has the name, which need not be taken. */
interface Place {
  readonly directory: DirectoryNode;
  readonly name: string;
  readonly node: Node | null;
}

/**
 * The files and directories of a machine: what they are now, and what is left of them after a power cut.
 *
 * Names are durable when their directory was synced; a file's sync says nothing about its name. A rename happens as a whole or
 * not at all. Unsynced changes survive independently of each other, which is more than common file systems permit
 * themselves and no more than POSIX permits.
 */
export class Volume {
  readonly #root = new DirectoryNode(0);
  /** Not durable yet, oldest first. Each is one atomic step. */
  #unsynced: (readonly NameChange[])[] = [];
  /** Writes that a program is waiting for. */
  readonly inFlight = new Set<{ readonly file: FileNode; readonly change: FileChange }>();
  #usedBytes = 0;

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** What has this path, or null. */
  find(path: string): Node | null {
    const { directory, name, node } = this.#place(path);
    return name === "" ? directory : node;
  }

  /** Throws ENOENT or ENOTDIR. */
  directory(path: string, operation: string): DirectoryNode {
    const node = this.find(path);
    if (node === null) throw fault("ENOENT", operation, path);
    if (node.kind !== "directory") throw fault("ENOTDIR", operation, path);
    return node;
  }

  createFile(path: string, nowMs: number): FileNode {
    const { directory, name } = this.#place(path, "open");
    const file = new FileNode(nowMs);
    this.#apply([{ directory, name, node: file }], nowMs);
    return file;
  }

  createDirectory(path: string, nowMs: number): void {
    const parts = path.split("/").filter((part) => part !== "");
    let directory = this.#root;
    for (const name of parts) {
      let node = directory.names.get(name);
      if (node?.kind === "file") throw fault("EEXIST", "mkdir", path);
      if (node === undefined) {
        node = new DirectoryNode(nowMs);
        this.#apply([{ directory, name, node }], nowMs);
      }
      directory = node;
    }
  }

  rename(from: string, to: string, nowMs: number): void {
    const source = this.#place(from, "rename");
    const target = this.#place(to, "rename");
    if (source.node === null) throw fault("ENOENT", "rename", from);
    if (source.node === target.node) return;
    if (target.node !== null && target.node.kind !== source.node.kind) {
      throw fault(target.node.kind === "directory" ? "EISDIR" : "ENOTDIR", "rename", to);
    }
    if (target.node?.kind === "directory" && target.node.names.size > 0)
      throw fault("ENOTEMPTY", "rename", to);
    this.#apply(
      [
        { ...source, node: null },
        { ...target, node: source.node },
      ],
      nowMs,
    );
  }

  /** Removes what is there, a directory's content one by one. */
  remove(path: string, nowMs: number): void {
    const place = this.#place(path);
    if (place.node !== null) this.#removeAt(place, nowMs);
  }

  syncDirectory(directory: DirectoryNode): () => void {
    const covered = new Set(
      this.#unsynced.filter((step) => step.some((change) => change.directory === directory)),
    );
    return () => {
      this.#unsynced = this.#unsynced.filter((step) => {
        if (!covered.has(step)) return true;
        makeDurable(step);
        return false;
      });
    };
  }

  write(file: FileNode, bytes: Uint8Array, position: number, nowMs: number): void {
    this.#resize(file, () => file.write(bytes, position));
    file.modifiedMs = nowMs;
  }

  truncate(file: FileNode, sizeBytes: number, nowMs: number): void {
    this.#resize(file, () => file.truncate(sizeBytes));
    file.modifiedMs = nowMs;
  }

  open(file: FileNode): void {
    file.handles++;
  }

  close(file: FileNode): void {
    file.handles--;
    this.#freeUnused(file);
  }

  /** The program is killed: what it wrote stays, of what it was writing a beginning. */
  kill(random: SeededRandom): void {
    for (const { file, change } of this.inFlight) {
      if (change.kind === "truncate") {
        if (random.chance(0.5)) file.truncate(change.sizeBytes);
      } else {
        file.write(change.bytes.subarray(0, random.below(change.bytes.length + 1)), change.position);
      }
    }
    this.#forgetPrograms();
  }

  cutPower(survival: Survival, random: SeededRandom): void {
    const steps = this.#unsynced;
    const kept = survival === "prefix" ? random.below(steps.length + 1) : steps.length;
    for (const step of survival === "none" ? [] : steps.slice(0, kept)) {
      if (survival !== "subset" || random.chance(0.5)) makeDurable(step);
    }
    this.#unsynced = [];
    this.#surviveIn(this.#root, survival, random, new Set());
    this.#forgetPrograms();
  }

  /** Every file by its path, for a look at what is there. */
  files(): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    const visit = (directory: DirectoryNode, path: string): void => {
      for (const [name, node] of directory.names) {
        if (node.kind === "directory") visit(node, `${path}/${name}`);
        else found.set(`${path}/${name}`, Buffer.from(node.content));
      }
    };
    visit(this.#root, "");
    return found;
  }

  #surviveIn(directory: DirectoryNode, survival: Survival, random: SeededRandom, seen: Set<Node>): void {
    directory.names = new Map(directory.durableNames);
    for (const node of directory.names.values()) {
      if (seen.has(node)) continue;
      seen.add(node);
      if (node.kind === "directory") this.#surviveIn(node, survival, random, seen);
      else node.cutPower(survival, this.#inFlightOf(node), random);
    }
  }

  #inFlightOf(file: FileNode): FileChange[] {
    return Array.from(this.inFlight)
      .filter((write) => write.file === file)
      .map(({ change }) => change);
  }

  /** Counts space, names and handles anew: those who had files open are gone. */
  #forgetPrograms(): void {
    this.inFlight.clear();
    this.#usedBytes = 0;
    const files = new Map<FileNode, number>();
    const visit = (directory: DirectoryNode): void => {
      for (const node of directory.names.values()) {
        if (node.kind === "directory") visit(node);
        else files.set(node, (files.get(node) ?? 0) + 1);
      }
    };
    visit(this.#root);
    for (const [file, links] of files) {
      file.links = links;
      file.handles = 0;
      this.#usedBytes += file.size;
    }
  }

  #removeAt({ directory, name, node }: Place, nowMs: number): void {
    if (node?.kind === "directory") {
      for (const [childName, child] of Array.from(node.names)) {
        this.#removeAt({ directory: node, name: childName, node: child }, nowMs);
      }
    }
    this.#apply([{ directory, name, node: null }], nowMs);
  }

  #apply(step: readonly NameChange[], nowMs: number): void {
    for (const { directory, name, node } of step) {
      const previous = directory.names.get(name);
      if (node?.kind === "file") node.links++;
      if (node === null) directory.names.delete(name);
      else directory.names.set(name, node);
      directory.modifiedMs = nowMs;
      if (previous?.kind === "file") {
        previous.links--;
        // In a rename the file is nameless for a moment only.
        if (!step.some((change) => change.node === previous)) this.#freeUnused(previous);
      }
    }
    this.#unsynced.push(step);
  }

  #freeUnused(file: FileNode): void {
    if (file.links === 0 && file.handles === 0) this.#usedBytes -= file.size;
  }

  #resize(file: FileNode, change: () => void): void {
    const before = file.size;
    change();
    this.#usedBytes += file.size - before;
  }

  /** Where a path points to. Given an operation, throws where the directory does not exist. */
  #place(path: string, operation?: string): Place {
    const parts = path.split("/").filter((part) => part !== "");
    const name = parts.pop() ?? "";
    let directory = this.#root;
    for (const part of parts) {
      const node = directory.names.get(part);
      if (node?.kind === "directory") {
        directory = node;
        continue;
      }
      if (operation !== undefined) throw fault(node === undefined ? "ENOENT" : "ENOTDIR", operation, path);
      return { directory: new DirectoryNode(0), name, node: null };
    }
    return { directory, name, node: directory.names.get(name) ?? null };
  }
}

function makeDurable(step: readonly NameChange[]): void {
  for (const { directory, name, node } of step) {
    if (node === null) directory.durableNames.delete(name);
    else directory.durableNames.set(name, node);
  }
}
