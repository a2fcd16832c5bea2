/**
 * What a broker takes and gives, measured by the same foreign client (Kafka's own performance tools) against Ottla and
 * Apache Kafka in turn. Client and broker share the machine, so every figure has the client's cost in it.
 */
import type { Broker, TargetName } from "../interop/foundation/broker.ts";
import { startBroker } from "../interop/foundation/targets.ts";
import { kafkaTool } from "../interop/reference/kafka.ts";
import { median, print } from "./measure.ts";

const targets = ["ottla", "kafka"] as const;
const ports = { ottla: 21_400, kafka: 21_410 };
const rounds = 3;
const records = 1_000_000;
const recordBytes = 200;
const partitions = 4;
const patienceMs = 300_000;

/** MB/s of records that arrive, by target. */
type Figures = Record<TargetName, number[]>;

export async function produce(): Promise<string> {
  const figures = await alternating(async (broker, topic) => send(broker, topic));
  return ratioOf(figures, "produced");
}

export async function fetch(): Promise<string> {
  const figures = await alternating(async (broker, topic) => {
    await send(broker, topic);
    return receive(broker, topic);
  });
  return ratioOf(figures, "fetched");
}

/** One after the other, so that both meet the machine in the same moods; the first round warms them up. */
async function alternating(measure: (broker: Broker, topic: string) => Promise<number>): Promise<Figures> {
  const figures: Figures = { ottla: [], kafka: [] };
  const brokers: Broker[] = [];
  try {
    for (const target of targets) {
      brokers.push(await startBroker(target, { port: ports[target], purpose: "speed" }));
    }
    for (let round = 0; round <= rounds; round += 1) {
      for (const broker of brokers) {
        const topic = `bench-${round}`;
        const create = ["--create", "--topic", topic, "--partitions", String(partitions)];
        await kafkaTool("org.apache.kafka.tools.TopicCommand", [...addressOf(broker), ...create]);
        const figure = await measure(broker, topic);
        if (round > 0) figures[broker.name].push(figure);
        print(`${broker.name}: ${figure.toFixed(1)} MB/s${round === 0 ? " (warming up)" : ""}`);
      }
    }
  } finally {
    for (const broker of brokers) await broker.stop();
  }
  return figures;
}

async function send(broker: Broker, topic: string): Promise<number> {
  const given = [
    "--num-records",
    String(records),
    "--record-size",
    String(recordBytes),
    "--throughput",
    "-1",
  ];
  const printed = await kafkaTool(
    "org.apache.kafka.tools.ProducerPerformance",
    [...addressOf(broker), "--topic", topic, ...given],
    { timeoutMs: patienceMs, purpose: "speed" },
  );
  // The last of its lines sums up all of them.
  const [summary] = [...printed.matchAll(/records\/sec \(([\d.]+) MB\/sec\)/g)].slice(-1);
  return numberIn(summary?.[1], printed);
}

async function receive(broker: Broker, topic: string): Promise<number> {
  const printed = await kafkaTool(
    "org.apache.kafka.tools.ConsumerPerformance",
    [...addressOf(broker), "--topic", topic, "--num-records", String(records), "--hide-header"],
    { timeoutMs: patienceMs, purpose: "speed" },
  );
  // start, end, MB, MB/s, records, records/s, rebalance time, fetch time, MB/s and records/s of the fetching alone.
  const row = printed.trim().split("\n").at(-1)?.split(", ");
  return numberIn(row?.[8], printed);
}

function numberIn(text: string | undefined, printed: string): number {
  const figure = Number(text);
  if (!Number.isFinite(figure)) throw new Error(`there is no figure in: ${printed.slice(-500)}`);
  return figure;
}

function addressOf(broker: Broker): string[] {
  return ["--bootstrap-server", broker.bootstrap];
}

function ratioOf(figures: Figures, what: string): string {
  const [ours, theirs] = [median(figures.ottla), median(figures.kafka)];
  return (
    `ratio ${(ours / theirs).toFixed(2)}: MB/s ${what} by Kafka's own tool, Ottla ${ours.toFixed(1)}, ` +
    `Apache Kafka ${theirs.toFixed(1)} (medians of ${rounds}, ${records} records of ${recordBytes} bytes)`
  );
}
