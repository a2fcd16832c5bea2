import { BufferPool, type Clock, type Disk, type Random } from "@ottla/runtime";
import { OpenFiles } from "../segment/open-files.ts";
import { ReadAheadMemory } from "./read-ahead-memory.ts";
import { TailCache } from "./tail-cache.ts";
import { WriteSlots } from "./write-slots.ts";

/** What the logs of one broker share: the world, and the budgets that bound them together. */
export interface LogShared {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: OpenFiles;
  readonly pool: BufferPool;
  readonly tailCache: TailCache;
  readonly readAheadMemory: ReadAheadMemory;
  readonly writeSlots: WriteSlots;
}

export interface LogSharedOptions {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  /** Segment files that are open at a time. */
  readonly maxOpenFiles?: number;
  /** Memory for what was appended last, of all logs together. */
  readonly tailBytes?: number;
  /** Memory for what is read from files before somebody asks for it, of all logs together. */
  readonly readAheadBytes?: number;
  /** Memory of buffers that wait to be used again. */
  readonly poolBytes?: number;
}

const defaultMaxOpenFiles = 4096;
const defaultTailBytes = 64 * 1024 * 1024;
const defaultReadAheadBytes = 32 * 1024 * 1024;

export function createLogShared(options: LogSharedOptions): LogShared {
  const { disk, clock, random } = options;
  const pool = new BufferPool(options.poolBytes);
  return {
    disk,
    clock,
    random,
    files: new OpenFiles(disk, options.maxOpenFiles ?? defaultMaxOpenFiles),
    pool,
    tailCache: new TailCache(options.tailBytes ?? defaultTailBytes, pool),
    readAheadMemory: new ReadAheadMemory(options.readAheadBytes ?? defaultReadAheadBytes, pool, clock),
    writeSlots: new WriteSlots(),
  };
}
