/** What a row of the table is: what is done to a broker, and what is read off while it is done. */
import type { Broker } from "../interop/foundation/broker.ts";

/** Something that is measured, in which Ottla shall stand in a given relation to Apache Kafka. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly better: "more" | "less";
  /** Ours divided by theirs shall be at least this where more is better, at most this where less is. */
  readonly target?: number;
  /** What ours shall not be beyond, whatever theirs is. */
  readonly limit?: number;
}

/** What one measurement gave, by the name of its figure. A figure that this system cannot tell is not there. */
export type Measured = Readonly<Record<string, number>>;

interface RowBase {
  readonly name: string;
  readonly about: string;
  /** The first is what the row is about. */
  readonly figures: readonly Figure[];
  /** About how long a round of both brokers takes on two cores, without the time in which clients start. */
  readonly seconds: number;
}

/** A broker that runs, and how much of the full amount of work to give it (1 unless one tries a row out). */
export interface Site {
  readonly broker: Broker;
  readonly scale: number;
}

/** Measured on a broker that has been running, and has been warmed up by a round that does not count. */
export interface RunningRow extends RowBase {
  readonly on: "running broker";
  /** A new topic in every round, or one for all of them, which `prepare` fills. */
  readonly topics: "each round" | "once";
  readonly partitions: number;
  readonly prepare?: (site: Site, topic: string) => Promise<void>;
  readonly measure: (site: Site, topic: string) => Promise<Measured>;
  /** How many GB (10⁹ bytes) of records pass through the broker: with it, its CPU time is told per GB. */
  readonly gigabytes?: (scale: number) => number;
}

/** Starts and stops brokers itself, since starting is part of what it measures: no round of it is there to warm up. */
export interface StartingRow extends RowBase {
  readonly on: "own broker";
  readonly measure: (starter: Starter) => Promise<Measured>;
}

/** Starts the system that is measured, always on the same port. */
export interface Starter {
  readonly target: Broker["name"];
  readonly port: number;
  readonly scale: number;
  /** Formats a directory that is empty. */
  readonly start: (directory: string) => Promise<Broker>;
}

export type Row = RunningRow | StartingRow;

/** A count of records at a scale; never so few that nothing is measured. */
export function scaled(count: number, scale: number): number {
  return Math.max(100, Math.round(count * scale));
}

/** How fast records pass, with what that costs the broker: the figures of every row about throughput. */
export function throughputFigures(cpuTarget: number): Figure[] {
  return [
    { name: "throughput", unit: "MB/s", better: "more", target: 1 },
    { name: "CPU", unit: "s/GB", better: "less", target: cpuTarget },
    peakMemory,
  ];
}

/** Whatever is done to the broker, it takes no more memory, and its event loop stands still for no longer. */
export const mostMemoryMiB = 512;
export const longestStallMs = 50;

/** Of the broker, while the row is measured. */
export const peakMemory: Figure = { name: "peak memory", unit: "MiB", better: "less", limit: mostMemoryMiB };

/** Of all rounds together. Other systems do not tell theirs. */
export const longestStall: Figure = {
  name: "longest stall",
  unit: "ms",
  better: "less",
  limit: longestStallMs,
};
