/** Kafka's own ProducerPerformance: what it is asked, and what it says. */
import type { Broker } from "../../interop/foundation/broker.ts";
import { performanceTool } from "./performance-tool.ts";

export interface Production {
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
  readonly acks: "1" | "all";
  readonly compression?: "none" | "lz4" | "zstd";
  /** Records a second; as many as go where it is not given. */
  readonly throughput?: number;
  /** The first of the records, of which latencies say nothing: the client is not warm yet. */
  readonly warmupRecords?: number;
  /** Further settings of the client. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What the tool sums up: of the records after those that warmed it up, where there are such. */
export interface Produced {
  readonly recordsPerSecond: number;
  readonly mebibytesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

export async function produce(broker: Broker, production: Production): Promise<Produced> {
  const { topic, records, recordBytes, acks, compression = "none", throughput = -1 } = production;
  const settings = { acks, "compression.type": compression, ...production.settings };
  const { warmupRecords = 0 } = production;
  const given = [
    ["--num-records", String(records), "--record-size", String(recordBytes)],
    ["--throughput", String(throughput), "--warmup-records", String(warmupRecords)],
    ["--command-property", ...Object.entries(settings).map((entry) => entry.join("="))],
  ].flat();
  return summaryIn(await performanceTool("ProducerPerformance", { broker, topic, given }));
}

/** The last line that has percentiles: the lines before it tell of the way there. */
export function summaryIn(printed: string): Produced {
  const line = printed.split("\n").findLast((each) => each.includes("99.9th"));
  const found =
    line === undefined
      ? null
      : /([\d.]+) records\/sec \(([\d.]+) MB\/sec\).* (\d+) ms 50th.* (\d+) ms 99th, (\d+) ms 99\.9th/.exec(
          line,
        );
  if (found === null) throw new Error(`ProducerPerformance tells no figures: ${printed.slice(-500)}`);
  const [recordsPerSecond, mebibytesPerSecond, p50Ms, p99Ms, p999Ms] = found.slice(1).map(Number);
  return {
    recordsPerSecond: recordsPerSecond!,
    mebibytesPerSecond: mebibytesPerSecond!,
    p50Ms: p50Ms!,
    p99Ms: p99Ms!,
    p999Ms: p999Ms!,
  };
}
