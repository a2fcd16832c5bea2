/** How long a producer waits for its acknowledgement while the load is fixed, and a record on its way to a consumer. */
import { type Figure, peakMemory, type RunningRow, scaled } from "../row.ts";
import { travel } from "../tools/end-to-end.ts";
import { produce } from "../tools/producer.ts";

const percentiles: readonly Figure[] = (["p99", "p99.9", "p50"] as const).map((name) => ({
  name,
  unit: "ms",
  better: "less",
  target: 1,
}));

interface Load {
  readonly name: string;
  readonly about: string;
  readonly recordsPerSecond: number;
  readonly settings: Readonly<Record<string, string>>;
}

const recordBytes = 1024;
const warmupSeconds = 4;
const seconds = 10;

const loads: readonly Load[] = [
  {
    name: "latency-50-mb",
    about: "acknowledgement at a steady 50 MB/s, 1 KiB records",
    recordsPerSecond: (50 * 1024 * 1024) / recordBytes,
    settings: {},
  },
  {
    name: "latency-unbatched",
    about: "acknowledgement of 5,000 records/s, each in a request of its own",
    recordsPerSecond: 5000,
    settings: { "linger.ms": "0", "batch.size": "0" },
  },
];

const acknowledgementRows: readonly RunningRow[] = loads.map(
  ({ name, about, recordsPerSecond, settings }): RunningRow => ({
    name,
    about,
    figures: [...percentiles, peakMemory],
    seconds: 2 * (warmupSeconds + seconds),
    on: "running broker",
    topics: "each round",
    partitions: 1,
    async measure({ broker, scale }, topic) {
      const { p50Ms, p99Ms, p999Ms } = await produce(broker, {
        topic,
        records: scaled(recordsPerSecond * (warmupSeconds + seconds), scale),
        warmupRecords: Math.round(recordsPerSecond * warmupSeconds * scale),
        throughput: recordsPerSecond,
        recordBytes,
        acks: "all",
        settings,
      });
      return { p50: p50Ms, p99: p99Ms, "p99.9": p999Ms };
    },
  }),
);

const endToEndRow: RunningRow = {
  name: "end-to-end",
  about: "one record of 100 B at a time, from a producer (acks=all) to a consumer that waits for it",
  figures: [{ name: "average", unit: "ms", better: "less", target: 1 }, ...percentiles, peakMemory],
  seconds: 24,
  on: "running broker",
  topics: "each round",
  partitions: 1,
  async measure({ broker, scale }, topic) {
    const { averageMs, p50Ms, p99Ms, p999Ms } = await travel(broker, topic, scaled(10_000, scale));
    return { average: averageMs, p50: p50Ms, p99: p99Ms, "p99.9": p999Ms };
  },
};

export const latencyRows: readonly RunningRow[] = [...acknowledgementRows, endToEndRow];
