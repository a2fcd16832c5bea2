/** What a program asks of a disk, as far as a plan tells operations apart. */
export type DiskOperation =
  | "open"
  | "read"
  | "write"
  | "truncate"
  | "sync"
  | "rename"
  | "remove"
  | "makeDirectory"
  | "syncDirectory"
  | "list"
  | "freeze"
  | "lock";

/** A span of time from which each operation draws. */
export type Milliseconds = readonly [shortest: number, longest: number];

/** How a virtual disk behaves. May be changed at any time; operations that have begun go on as they were. */
export interface DiskPlan {
  capacityBytes: number;
  isReadOnly: boolean;
  /** How long an operation takes. */
  latencyMs: Milliseconds;
  syncMs: Milliseconds;
  /** How often an operation takes `stallMs` more. */
  stallChance: number;
  stallMs: Milliseconds;
  /** How often a write goes in pieces, with other operations in between. */
  shortWriteChance: number;
  /** The code with which an operation fails (`EIO`, …), or null. Asked before each. */
  failing: ((operation: DiskOperation, path: string) => string | null) | null;
}

/** A sound disk with room for everything. */
export const soundDisk: DiskPlan = {
  capacityBytes: 1024 ** 4,
  isReadOnly: false,
  latencyMs: [0.01, 0.1],
  syncMs: [0.1, 1],
  stallChance: 0,
  stallMs: [10, 100],
  shortWriteChance: 0.1,
  failing: null,
};
