/** Records that producers send as fast as they go: one base row, and one row for each thing that differs. */
import { type Figure, type RunningRow, type Site, scaled, throughputFigures } from "../row.ts";
import { pass } from "../tools/librdkafka.ts";
import { type Production, produce } from "../tools/producer.ts";

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly recordBytes?: number;
  /** Of all producers together. */
  readonly records?: number;
  readonly acks?: Production["acks"];
  readonly compression?: Production["compression"];
  readonly producers?: number;
  readonly partitions?: number;
  /** Kafka's own producer where nothing is said. */
  readonly client?: keyof typeof clients;
}

/** About a gigabyte each, or half of one where records are small: several seconds on either broker. */
const cases: readonly Case[] = [
  { name: "produce", seconds: 12 },
  { name: "produce-100b", seconds: 14, recordBytes: 100, records: 5_000_000 },
  { name: "produce-10kib", seconds: 13, recordBytes: 10_240, records: 100_000 },
  { name: "produce-acks-1", seconds: 12, acks: "1" },
  { name: "produce-lz4", seconds: 16, compression: "lz4" },
  { name: "produce-zstd", seconds: 17, compression: "zstd" },
  { name: "produce-8-producers", seconds: 26, producers: 8 },
  { name: "produce-200-partitions", seconds: 13, partitions: 200 },
  { name: "produce-librdkafka", seconds: 7, client: "librdkafka" },
];

/** The throughput once more, for who counts in records: judged is the one. */
const recordRate: Figure = { name: "records", unit: "records/s", better: "more" };

/** Each answers mebibytes a second. */
const clients = {
  java: async ({ broker }: Site, production: Production) =>
    (await produce(broker, production)).mebibytesPerSecond,
  librdkafka: async ({ broker }: Site, production: Production) => pass(broker, "produce", production),
};

export const produceRows: readonly RunningRow[] = cases.map(rowOf);

function rowOf({
  name,
  seconds,
  recordBytes = 1024,
  records = 1_000_000,
  acks = "all",
  compression = "none",
  producers = 1,
  partitions = 1,
  client = "java",
}: Case): RunningRow {
  return {
    name,
    about:
      `${sizeOf(recordBytes)} records, acks=${acks}, compression ${compression}, ` +
      `${counted(producers, "producer")}${client === "java" ? "" : ` of ${client}`}, ` +
      counted(partitions, "partition"),
    figures: [...throughputFigures(0.5), recordRate],
    seconds,
    on: "running broker",
    topics: "each round",
    partitions,
    gigabytes: (scale) => (each(records, producers, scale) * producers * recordBytes) / 1e9,
    async measure(site, topic) {
      const count = each(records, producers, site.scale);
      const production = { topic, records: count, recordBytes, acks, compression };
      const rates = await Promise.all(
        Array.from({ length: producers }, async () => clients[client](site, production)),
      );
      const throughput = rates.reduce((sum, rate) => sum + rate, 0);
      return { throughput, [recordRate.name]: (throughput * 2 ** 20) / recordBytes };
    },
  };
}

function each(records: number, producers: number, scale: number): number {
  return scaled(records / producers, scale);
}

function sizeOf(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} B`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}
