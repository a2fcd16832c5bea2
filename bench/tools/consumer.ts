/** Kafka's own ConsumerPerformance: what it is asked, and what it says. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { performanceTool } from "./performance-tool.ts";

export interface Consumed {
  /** Of the time in which records came: joining the group is told apart from it. */
  readonly recordsPerSecond: number;
  readonly mebibytesPerSecond: number;
}

/** Reads a topic from its start, in a group that nobody has joined before. */
export async function consume(broker: Broker, topic: string, records: number): Promise<Consumed> {
  const given = ["--hide-header", ...usual(records)];
  return consumedIn(await performanceTool("ConsumerPerformance", { broker, topic, given }));
}

/** Reads records while they come, and answers the mebibytes a second between the first of them and the last. */
export async function follow(broker: Broker, topic: string, records: number): Promise<number> {
  const given = ["--hide-header", "--show-detailed-stats", "--reporting-interval", "250", ...usual(records)];
  return followedIn(await performanceTool("ConsumerPerformance", { broker, topic, given }));
}

function usual(records: number): string[] {
  return ["--num-records", String(records), "--group", newGroup(), "--timeout", "60000"];
}

/** Start, end, MB, MB/s, records, records/s, ms of joining, ms of fetching, MB/s and records/s of fetching alone. */
export function consumedIn(printed: string): Consumed {
  const columns = printed.trim().split("\n").at(-1)?.split(", ") ?? [];
  const [mebibytesPerSecond, recordsPerSecond] = columns.slice(8).map(Number);
  if (columns.length !== 10 || !Number.isFinite(mebibytesPerSecond) || !Number.isFinite(recordsPerSecond)) {
    throw new Error(`ConsumerPerformance tells no figures: ${printed.slice(-500)}`);
  }
  return { recordsPerSecond: recordsPerSecond!, mebibytesPerSecond: mebibytesPerSecond! };
}

/**
 * A line for each interval: time, thread, MB so far, MB/s, records so far, records/s, ms of joining, ms of fetching, and the
 * rates of fetching alone. The first has what came before the consumer had joined.
 */
export function followedIn(printed: string): number {
  const lines = printed.trim().split("\n");
  const intervals = lines.map((line) => line.split(", ").slice(1).map(Number));
  const [first, last] = [intervals[0], intervals.at(-1)];
  const milliseconds = intervals.slice(1).reduce((sum, columns) => sum + columns[6]!, 0);
  const rate = ((last?.[1] ?? 0) - (first?.[1] ?? 0)) / (milliseconds / 1000);
  if (Number.isFinite(rate) && rate > 0) return rate;
  throw new Error(`ConsumerPerformance tells no intervals: ${printed.slice(-500)}`);
}

let groups = 0;

function newGroup(): string {
  groups += 1;
  return `bench-${process.pid}-${groups}`;
}
