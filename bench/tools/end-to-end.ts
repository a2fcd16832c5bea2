/** Kafka's own EndToEndLatency: one record at a time, from a producer to a consumer that waits for it. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { performanceTool } from "./performance-tool.ts";

export interface Travelled {
  readonly averageMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

export async function travel(broker: Broker, topic: string, records: number): Promise<Travelled> {
  const given = ["--num-records", String(records), "--producer-acks", "all", "--record-size", "100"];
  return travelledIn(await performanceTool("EndToEndLatency", { broker, topic, given }));
}

export function travelledIn(printed: string): Travelled {
  const average = /Avg latency: ([\d.]+) ms/.exec(printed);
  const percentiles = /50th = (\d+), 99th = (\d+), 99\.9th = (\d+)/.exec(printed);
  if (average === null || percentiles === null) {
    throw new Error(`EndToEndLatency tells no figures: ${printed.slice(-500)}`);
  }
  const [p50Ms, p99Ms, p999Ms] = percentiles.slice(1).map(Number);
  return { averageMs: Number(average[1]), p50Ms: p50Ms!, p99Ms: p99Ms!, p999Ms: p999Ms! };
}
