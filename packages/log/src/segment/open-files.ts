import { type Disk, type DiskFile, isFault } from "@ottla/runtime";

/** Where files lie. The path changes when a partition's directory is renamed; whoever holds the object follows. */
export interface DirectoryPath {
  path: string;
}

/** A file that is opened when somebody uses it, and closed when too many are open. */
export class LogFile {
  readonly directory: DirectoryPath;
  readonly #mode: () => "read" | "write";
  name: string;
  /** Called when the file was closed to make room: what is cached beside it can go too. */
  onEvicted: (() => void) | null = null;
  /** @internal Held by OpenFiles. */
  open: DiskFile | null = null;
  /** @internal */
  opening: Promise<DiskFile> | null = null;
  /** @internal */
  userCount = 0;
  /** @internal Resolved when the last user is through. */
  whenIdle: PromiseWithResolvers<void> | null = null;

  constructor(directory: DirectoryPath, name: string, mode: () => "read" | "write") {
    this.directory = directory;
    this.name = name;
    this.#mode = mode;
  }

  get path(): string {
    return `${this.directory.path}/${this.name}`;
  }

  get mode(): "read" | "write" {
    return this.#mode();
  }
}

/**
 * Open segment files, at most `maxOpen` at a time: a broker of ten thousand partitions has far more files than a process
 * may hold open. The one that was not used for longest is closed first.
 */
export class OpenFiles {
  readonly #disk: Disk;
  readonly #maxOpen: number;
  /** Least recently used first. */
  readonly #files = new Set<LogFile>();

  constructor(disk: Disk, maxOpen: number) {
    this.#disk = disk;
    this.#maxOpen = maxOpen;
  }

  /** Runs `action`, which reads, with the file open. It is not closed before the action has ended. */
  async read<T>(file: LogFile, action: (open: DiskFile) => Promise<T> | T): Promise<T> {
    try {
      return await this.use(file, action);
    } catch (error) {
      // The file that is appended to is opened for both; on a disk that is read-only now, it can be read all the same.
      if (file.mode === "read" || !isFault(error, "EROFS", "EACCES")) throw error;
    }
    const open = await this.#disk.open(file.path, "read");
    try {
      return await action(open);
    } finally {
      await open.close();
    }
  }

  /** Runs `action` with the file open. It is not closed before the action has ended. */
  async use<T>(file: LogFile, action: (open: DiskFile) => Promise<T> | T): Promise<T> {
    file.userCount++;
    try {
      return await action(file.open ?? (await this.#open(file)));
    } finally {
      file.userCount--;
      if (file.userCount === 0) {
        file.whenIdle?.resolve();
        file.whenIdle = null;
      }
      this.#files.delete(file);
      if (file.open !== null) this.#files.add(file);
      if (this.#files.size > this.#maxOpen) await this.#evict();
    }
  }

  /** Runs `action`, which waits for nothing, if the file is open; otherwise undefined. */
  useNow<T>(file: LogFile, action: (open: DiskFile) => T): T | undefined {
    if (file.open === null) return undefined;
    this.#files.delete(file);
    this.#files.add(file);
    return action(file.open);
  }

  /** Closes the file, once its users are through. It may be used again afterwards. */
  async close(file: LogFile): Promise<void> {
    while (file.userCount > 0) {
      file.whenIdle ??= Promise.withResolvers();
      await file.whenIdle.promise;
    }
    const open = file.open;
    file.open = null;
    this.#files.delete(file);
    if (open !== null) await open.close();
  }

  async #open(file: LogFile): Promise<DiskFile> {
    file.opening ??= this.#disk.open(file.path, file.mode).finally(() => {
      file.opening = null;
    });
    file.open = await file.opening;
    return file.open;
  }

  /** Closes as many as are too many now. What others open meanwhile is theirs to see to. */
  async #evict(): Promise<void> {
    const evicted: LogFile[] = [];
    for (const file of this.#files) {
      if (this.#files.size - evicted.length <= this.#maxOpen) break;
      if (file.userCount === 0) evicted.push(file);
    }
    for (const file of evicted) this.#files.delete(file);
    for (const file of evicted) {
      if (file.userCount > 0) continue;
      await this.close(file);
      file.onEvicted?.();
    }
  }
}
