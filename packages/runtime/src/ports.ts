/**
 * The four ports through which the world enters the program: time, chance, disk and network.
 *
 * Nothing else in the repository may read a clock, draw a random number, or touch `node:fs` or `node:net`;
 * a test in `tidy/` holds that. `runtime` implements the ports on Node.js, `simulator` implements them as a
 * virtual world that a seed replays.
 */

/** Time, and being called back when some of it has passed. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970 UTC. May jump in both directions. */
  now(): number;
  /** Milliseconds since an arbitrary moment. Never goes back: measure durations with this. */
  monotonic(): number;
  /** Calls back once, `delayMs` or more from now. Pending timers do not keep the process alive. */
  schedule(delayMs: number, callback: () => void): Timer;
  /** Resolves when everything else that is due had its turn: for who works longer than others should wait. */
  giveWay(): Promise<void>;
}

/** A callback that has not happened yet. */
export interface Timer {
  /** Forgets the callback. Harmless when it has already happened. */
  cancel(): void;
}

/** Chance. */
export interface Random {
  /** A whole number, 0 ≤ n < 2^32. */
  uint32(): number;
  /** `count` random bytes, fit for ids and salts. */
  bytes(count: number): Uint8Array;
}

/**
 * Files and directories. Paths are absolute. Failures reject with the errors of `node:fs`, whose `code`
 * (`ENOENT`, `ENOSPC`, `EROFS`, `EIO`, …) is part of this contract.
 */
export interface Disk {
  /**
   * Opens a file. `read` demands that it exists; `write` creates it where it does not (reading is allowed
   * too); `create` demands that it does not exist.
   */
  open(path: string, mode: "read" | "write" | "create"): Promise<DiskFile>;
  /**
   * Does `work` with many small files, for which nobody is kept waiting. During it, whatever is no sync happens on the spot as far as
   * it is likely in the system's cache: that takes a tenth of what a trip through the thread pool does. Others have their turn every
   * few milliseconds.
   */
  onTheSpot<T>(work: () => Promise<T>): Promise<T>;
  /** The whole content of a small file, or null where there is none. */
  readFile(path: string): Promise<Buffer | null>;
  /** Writes a small file as a whole, and syncs its content. Its name is durable after `syncDirectory`; until then all or half of it may be lost. */
  writeFile(path: string, content: Uint8Array): Promise<void>;
  /** Replaces a small file as a whole: writes `path.tmp`, syncs it, renames it, syncs the directory. */
  replaceFile(path: string, content: Uint8Array | string): Promise<void>;
  /** Names in a directory, sorted; null where there is no such directory. */
  list(path: string): Promise<string[] | null>;
  /** Creates a directory and its missing parents. */
  makeDirectory(path: string): Promise<void>;
  /** Renames a file or directory over whatever file has the new name. Durable after `syncDirectory`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a whole directory. Harmless where there is none. */
  remove(path: string): Promise<void>;
  /** Size, time of the last change and kind; null where there is nothing. */
  stat(path: string): Promise<FileStatus | null>;
  /** Makes creations, renames and removals in this directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Lets nobody write to a file any more, and only its owner read it (mode 0400). It may still be renamed and removed. */
  freeze(path: string): Promise<void>;
  /** Bytes of the volume that holds `path`. */
  capacity(path: string): Promise<{ totalBytes: number; usableBytes: number }>;
  /**
   * Takes an exclusive lock on the file `path` (creating it), that other processes, Apache Kafka's among
   * them, respect, and that dies with this process. Null when another holds it.
   */
  lock(path: string): Promise<DiskLock | null>;
}

export interface FileStatus {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly isDirectory: boolean;
}

export interface DiskLock {
  release(): Promise<void>;
}

/** An open file. Reads and writes are positioned; there is no cursor. */
export interface DiskFile {
  readonly path: string;
  /** Reads into `target` from `position`; fewer bytes than asked only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** The same without a trip through the thread pool: for reads of a few KiB that are likely cached. */
  readSync(target: Uint8Array, position: number): number;
  /** Writes all buffers one after the other from `position`, continuing after short writes. */
  write(buffers: readonly Uint8Array[], position: number): Promise<void>;
  /** Cuts or extends (with zeros) to `sizeBytes`. */
  truncate(sizeBytes: number): Promise<void>;
  /** Makes the content durable (fdatasync). */
  sync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Stream connections. */
export interface Network {
  /** Accepts connections. Port 0 asks for a free one. Rejects with `EADDRINUSE`, `EADDRNOTAVAIL`, …. */
  listen(endpoint: Endpoint, onConnection: (connection: Connection) => void): Promise<NetworkListener>;
  /** Connects; rejects with `ECONNREFUSED`, `ETIMEDOUT`, …. */
  connect(endpoint: Endpoint): Promise<Connection>;
}

/** An empty host listens on every interface, IPv6 and IPv4. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface NetworkListener {
  /** Where it listens in fact: the port is never 0. */
  readonly endpoint: Endpoint;
  /** Stops accepting. Connections that are open stay open. */
  close(): Promise<void>;
}

export interface Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  /** Sets who is called with what arrives and when it ends. Nothing is read before this is called. */
  receive(handler: ConnectionHandler): void;
  /**
   * Queues all chunks as one write. False: more is queued than should be; wait for `onDrain`. `onSent` is called when the system
   * has taken the last of them, and their memory is free; not where the connection ends before.
   */
  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean;
  /** Bytes that `write` queued and the kernel has not taken. */
  readonly queuedBytes: number;
  /** Stops and restarts reading. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then closes. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface ConnectionHandler {
  /** The chunk belongs to the receiver alone: once it is taken in, its memory may be given back with `discard`. */
  onData(chunk: Buffer): void;
  /** The queue that made `write` return false is empty. */
  onDrain(): void;
  /**
   * The peer sends no more, but may still listen: `end` is up to the receiver. Without this, the connection ends by itself
   * when what is queued is sent.
   */
  onEnd?(): void;
  /** The connection is over, for whatever reason. Called exactly once. */
  onClose(error: Error | null): void;
}

/** The thread on which everything runs, one thing after the other. */
export interface EventLoop {
  /** Tells how the loop turns until the function that this returns is called. */
  watch(watcher: LoopWatcher): () => void;
}

/** Times are those of `Clock.monotonic`. */
export interface LoopWatcher {
  /**
   * The loop turned, as it does a hundred times a second unless something holds it up: when, when it should have, and what the
   * thread computed since the last time.
   */
  turned(nowMs: number, dueMs: number, cpuMs: number): void;
  /** Garbage was collected: told a little later. */
  collected(fromMs: number, durationMs: number): void;
}

/** The four together, as the composition root hands them down. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly network: Network;
  /** Absent where work takes no time, as in a virtual world: nothing could stall. */
  readonly loop?: EventLoop;
}
