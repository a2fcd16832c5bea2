/** Puts into a broker what a directory is to be carried over with: topics with configs, all codecs, groups. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Broker } from "../foundation/broker.ts";
import { scratchFolder } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";
import { kafkaTool } from "../reference/kafka.ts";

const codecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
const tools = "org.apache.kafka.tools";

/** Topics by name: how many partitions, and what is set for them. */
const topics: Readonly<Record<string, { partitions: number; configs: readonly string[] }>> = {
  orders: { partitions: 3, configs: ["retention.ms=-1"] },
  "append.time": { partitions: 1, configs: ["message.timestamp.type=LogAppendTime"] },
  "small-segments": { partitions: 1, configs: ["segment.bytes=1048576", "index.interval.bytes=1024"] },
  trimmed: { partitions: 1, configs: [] },
  empty: { partitions: 2, configs: ["cleanup.policy=compact"] },
  gone: { partitions: 1, configs: [] },
};

export async function fill(broker: Broker, kcat: string): Promise<void> {
  for (const [topic, { partitions, configs }] of Object.entries(topics)) {
    await topicCommand(broker, [
      "--create",
      "--topic",
      topic,
      "--partitions",
      String(partitions),
      ...configs.flatMap((config) => ["--config", config]),
    ]);
  }
  for (const codec of codecs)
    await produce(broker, kcat, { topic: "orders", codec, from: 0, count: 500, width: 40 });
  for (const [topic, width] of [
    ["append.time", 10],
    ["small-segments", 1500],
    ["trimmed", 20],
    ["gone", 20],
  ] as const) {
    await produce(broker, kcat, { topic, codec: "none", from: 0, count: 2000, width });
  }
  await deleteRecords(broker, "trimmed", 700);
  await topicCommand(broker, ["--delete", "--topic", "gone"]);
  await consume(broker, "readers", "classic", 1000);
  await consume(broker, "new-readers", "consumer", 1500);
  await addConfig(broker, "topics", "orders", "max.message.bytes=2000000");
}

/** What the broker after it does: it goes on in the same partitions and groups. */
export async function addMore(broker: Broker, kcat: string): Promise<void> {
  for (const codec of codecs)
    await produce(broker, kcat, { topic: "orders", codec, from: 500, count: 300, width: 40 });
  await produce(broker, kcat, {
    topic: "small-segments",
    codec: "none",
    from: 2000,
    count: 1000,
    width: 1500,
  });
  await topicCommand(broker, ["--create", "--topic", "later", "--partitions", "2"]);
  await produce(broker, kcat, { topic: "later", codec: "zstd", from: 0, count: 100, width: 100 });
  await consume(broker, "readers", "classic", 500);
  await consume(broker, "new-readers", "consumer", 500);
  await addConfig(broker, "topics", "small-segments", "retention.ms=-1");
}

interface Production {
  readonly topic: string;
  readonly codec: string;
  readonly from: number;
  readonly count: number;
  readonly width: number;
}

async function produce(
  broker: Broker,
  kcat: string,
  { topic, codec, from, count, width }: Production,
): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return `key-${number % 97}\t${`${codec} ${number} `.padEnd(width, "otter ")}\n`;
  });
  const given = [
    "-P",
    "-b",
    broker.bootstrap,
    "-t",
    topic,
    "-K",
    "\\t",
    "-z",
    codec,
    "-X",
    "enable.idempotence=true",
  ];
  await mustRun(kcat, given, { input: lines.join(""), timeoutMs: 60_000 });
}

async function consume(broker: Broker, group: string, protocol: string, count: number): Promise<void> {
  await kafkaTool(`${tools}.VerifiableConsumer`, [
    ...addressOf(broker),
    "--topic",
    "orders",
    "--group-id",
    group,
    "--group-protocol",
    protocol,
    "--max-messages",
    String(count),
  ]);
}

async function deleteRecords(broker: Broker, topic: string, offset: number): Promise<void> {
  const file = join(scratchFolder("delete-records"), "offsets.json");
  writeFileSync(file, JSON.stringify({ partitions: [{ topic, partition: 0, offset }], version: 1 }));
  await kafkaTool(`${tools}.DeleteRecordsCommand`, [...addressOf(broker), "--offset-json-file", file]);
}

async function topicCommand(broker: Broker, given: readonly string[]): Promise<void> {
  await kafkaTool(`${tools}.TopicCommand`, [...addressOf(broker), ...given]);
}

async function addConfig(broker: Broker, type: string, name: string, config: string): Promise<void> {
  const given = ["--alter", "--entity-type", type, "--entity-name", name, "--add-config", config];
  await kafkaTool("kafka.admin.ConfigCommand", [...addressOf(broker), ...given]);
}

function addressOf(broker: Broker): string[] {
  return ["--bootstrap-server", broker.bootstrap];
}
