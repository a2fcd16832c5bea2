/** Kafka's own ConsumerPerformance: what it is asked, and what it says. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { kafkaTool } from "../../interop/reference/kafka.ts";

export interface Consumed {
  /** Of the time in which records came: joining the group is told apart from it. */
  readonly recordsPerSecond: number;
  readonly mebibytesPerSecond: number;
}

const patienceMs = 600_000;

/** Reads a topic from its start, in a group that nobody has joined before. */
export async function consume(broker: Broker, topic: string, records: number): Promise<Consumed> {
  const printed = await kafkaTool(
    "org.apache.kafka.tools.ConsumerPerformance",
    [
      ["--bootstrap-server", broker.bootstrap, "--topic", topic],
      ["--num-records", String(records), "--group", newGroup(), "--timeout", "60000", "--hide-header"],
    ].flat(),
    { timeoutMs: patienceMs, purpose: "speed" },
  );
  return consumedIn(printed);
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
