/** Records that Kafka's own consumers read from the start of a topic, all of it in the page cache. */
import { type RunningRow, type Site, scaled, throughputFigures } from "../row.ts";
import { consume } from "../tools/consumer.ts";
import { produce } from "../tools/producer.ts";

interface Case {
  readonly name: string;
  readonly recordBytes: number;
  readonly records: number;
  /** Each in a group of its own, so that each reads everything. */
  readonly consumers: number;
}

const cases: readonly Case[] = [
  { name: "consume", recordBytes: 1024, records: 2_000_000, consumers: 1 },
  { name: "consume-100b", recordBytes: 100, records: 10_000_000, consumers: 1 },
  { name: "consume-10-consumers", recordBytes: 1024, records: 500_000, consumers: 10 },
];

export const consumeRows: readonly RunningRow[] = cases.map(rowOf);

function rowOf({ name, recordBytes, records, consumers }: Case): RunningRow {
  return {
    name,
    about:
      `${recordBytes === 1024 ? "1 KiB" : `${recordBytes} B`} records from the page cache, ` +
      (consumers === 1 ? "one consumer" : `${consumers} consumers at once`),
    figures: throughputFigures(1),
    on: "running broker",
    topics: "once",
    partitions: 1,
    gigabytes: (scale) => (scaled(records, scale) * recordBytes * consumers) / 1e9,
    async prepare({ broker, scale }: Site, topic) {
      await produce(broker, { topic, records: scaled(records, scale), recordBytes, acks: "all" });
    },
    async measure({ broker, scale }, topic) {
      const consumed = await Promise.all(
        Array.from({ length: consumers }, async () => consume(broker, topic, scaled(records, scale))),
      );
      return { throughput: consumed.reduce((sum, { mebibytesPerSecond }) => sum + mebibytesPerSecond, 0) };
    },
  };
}
