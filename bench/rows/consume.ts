/** Records that consumers read: from the page cache, from a disk that is cold, and while a producer appends them. */
import { print } from "../measure.ts";
import { type RunningRow, type Site, scaled, throughputFigures } from "../row.ts";
import { consume, follow } from "../tools/consumer.ts";
import { pass } from "../tools/librdkafka.ts";
import { coolDown } from "../tools/page-cache.ts";
import { produce } from "../tools/producer.ts";

interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly about: string;
  readonly recordBytes: number;
  readonly records: number;
  /** Each in a group of its own, so that each reads everything. */
  readonly consumers?: number;
  /** Mebibytes a second of one consumer; Kafka's own where nothing is said. */
  readonly read?: (site: Site, topic: string, records: number) => Promise<number>;
}

const cases: readonly Case[] = [
  {
    name: "consume",
    seconds: 8,
    about: "1 KiB records from the page cache, one consumer",
    recordBytes: 1024,
    records: 2_000_000,
  },
  {
    name: "consume-100b",
    seconds: 9,
    about: "100 B records from the page cache, one consumer",
    recordBytes: 100,
    records: 10_000_000,
  },
  {
    name: "consume-10-consumers",
    seconds: 25,
    about: "1 KiB records from the page cache, 10 consumers at once",
    recordBytes: 1024,
    records: 300_000,
    consumers: 10,
  },
  {
    name: "consume-librdkafka",
    seconds: 6,
    about: "1 KiB records from the page cache, one consumer of librdkafka",
    recordBytes: 1024,
    records: 2_000_000,
    read: async ({ broker }, topic, records) =>
      pass(broker, "consume", { topic, records, recordBytes: 1024 }),
  },
  {
    name: "consume-cold",
    seconds: 10,
    about: "1 KiB records that the page cache has forgotten, one consumer",
    recordBytes: 1024,
    records: 1_000_000,
    read: async (site, topic, records) => {
      print(`page cache ${await coolDown(site.broker, topic)}`);
      return readWithJava(site, topic, records);
    },
  },
];

/** A rate that both brokers keep up with, beside what it costs them. */
const tailMebibytes = 50;
const tailSeconds = 10;
const tailRecordBytes = 1024;

const tailRow: RunningRow = {
  name: "consume-tail",
  about: `one consumer follows a producer (acks=all) at a steady ${tailMebibytes} MB/s, 1 KiB records`,
  figures: throughputFigures(1).map((figure) => {
    if (figure.name !== "throughput") return figure;
    // Whoever does not fall behind reads what is written: more cannot be asked for, and a ratio decides nothing.
    const { name, unit, better } = figure;
    return { name, unit, better, limit: tailMebibytes * 0.98 };
  }),
  seconds: 2 * tailSeconds,
  on: "running broker",
  topics: "each round",
  partitions: 1,
  gigabytes: (scale) => (tailRecords(scale) * tailRecordBytes) / 1e9,
  async measure({ broker, scale }, topic) {
    const records = tailRecords(scale);
    const throughput = (tailMebibytes * 2 ** 20) / tailRecordBytes;
    const [followed] = await Promise.all([
      follow(broker, topic, records),
      produce(broker, { topic, records, recordBytes: tailRecordBytes, acks: "all", throughput }),
    ]);
    return { throughput: followed };
  },
};

export const consumeRows: readonly RunningRow[] = [...cases.map(rowOf), tailRow];

function rowOf({
  name,
  about,
  seconds,
  recordBytes,
  records,
  consumers = 1,
  read = readWithJava,
}: Case): RunningRow {
  return {
    name,
    about,
    seconds,
    figures: throughputFigures(1),
    on: "running broker",
    topics: "once",
    partitions: 1,
    gigabytes: (scale) => (scaled(records, scale) * recordBytes * consumers) / 1e9,
    async prepare({ broker, scale }, topic) {
      await produce(broker, { topic, records: scaled(records, scale), recordBytes, acks: "all" });
    },
    async measure(site, topic) {
      const each = scaled(records, site.scale);
      const rates = await Promise.all(Array.from({ length: consumers }, async () => read(site, topic, each)));
      return { throughput: rates.reduce((sum, rate) => sum + rate, 0) };
    },
  };
}

async function readWithJava({ broker }: Site, topic: string, records: number): Promise<number> {
  return (await consume(broker, topic, records)).mebibytesPerSecond;
}

/** A try takes a few seconds too: before that the clients are not up to it. */
function tailRecords(scale: number): number {
  return (Math.max(4, tailSeconds * scale) * tailMebibytes * 2 ** 20) / tailRecordBytes;
}
