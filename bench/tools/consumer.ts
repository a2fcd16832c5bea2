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
  const given = [
    "--num-records",
    String(records),
    "--group",
    newGroup(),
    "--timeout",
    "60000",
    "--hide-header",
  ];
  return consumedIn(await performanceTool("ConsumerPerformance", { broker, topic, given }));
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

let groups = 0;

function newGroup(): string {
  groups += 1;
  return `bench-${process.pid}-${groups}`;
}
