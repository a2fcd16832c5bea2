/**
 * A long run at half of what goes, with consumers and connections that come and go: nothing may grow. Memory, open files and
 * latency are looked at every ten seconds.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { python } from "../../interop/clients/python.ts";
import type { Broker } from "../../interop/foundation/broker.ts";
import { mustRun, startProgram } from "../../interop/foundation/processes.ts";
import { residentMiB, workingProcess } from "../../interop/foundation/resident.ts";
import { Probe } from "../../interop/fuzz/probe.ts";
import { Brokers } from "../brokers.ts";
import { print } from "../measure.ts";
import { meter } from "../process-cost.ts";
import { longestStallMs, mostMemoryMiB } from "../row.ts";
import type { Stalls } from "../stalls.ts";
import { createTopic, deleteTopic } from "../tools/admin.ts";
import { client } from "../tools/go-clients.ts";
import { produce } from "../tools/producer.ts";
import { type Finding, type Sample, verdict } from "./verdict.ts";

export interface Soaking {
  readonly hours: number;
  /** MB/s; half of what goes where it is not given. */
  readonly rate?: number;
}

/** The log is kept short: the disk is large enough for any time, and soon as many segments go as come. */
const settings = {
  "log.retention.bytes": String(2 ** 30),
  "log.segment.bytes": String(2 ** 27),
  "log.retention.check.interval.ms": "10000",
  "log.segment.delete.delay.ms": "10000",
};

const topic = "soak";
const mebibyte = 2 ** 20;
const batchBytes = 16_384;
const inFlight = 64;
const windowSeconds = 10;
/** A connection that waits so long for its metadata is a fault. */
const probeLimitMs = 10_000;

/** Answers whether all is as it should be. */
export async function soak({ hours, rate }: Soaking): Promise<boolean> {
  const brokers = new Brokers();
  const broker = await brokers.startSoaked(settings);
  try {
    const findings = await load(broker, { seconds: hours * 3600, rate: rate ?? (await halfOfTop(broker)) });
    await broker.stop();
    const all = [...findings, stallFinding(brokers.takeStalls())];
    for (const { text, isGood } of all) print(`${isGood ? "✓" : "✗"} ${text}`);
    return all.every(({ isGood }) => isGood);
  } finally {
    await broker.kill();
  }
}

/** What a producer of Kafka reaches when nothing holds it back, once it has warmed the broker up. */
async function halfOfTop(broker: Broker): Promise<number> {
  let top = 0;
  for (const name of ["soak-cold", "soak-warm"]) {
    await createTopic(broker.port, name, 1);
    const records = { topic: name, records: 1_000_000, recordBytes: 1024, acks: "all" } as const;
    top = (await produce(broker, records)).mebibytesPerSecond;
    await deleteTopic(broker.port, name);
  }
  print(`top rate ${top.toFixed(0)} MB/s, half of it from here on`);
  return top / 2;
}

async function load(
  broker: Broker,
  { seconds, rate }: { seconds: number; rate: number },
): Promise<Finding[]> {
  await createTopic(broker.port, topic, 1);
  const cost = meter(broker);
  const probe = new Probe(broker.port, probeLimitMs);
  probe.start();
  const consumers = comeAndGo(broker, seconds);
  const samples = await sampled(broker, { seconds, rate });
  const { consumers: count, records, faults } = await consumers;
  await probe.stop();
  const peakMiB = cost()?.peakMiB ?? Number.NaN;
  const trouble = [...faults, ...probe.faults];
  return [
    ...verdict(samples),
    {
      text: `peak memory: ${peakMiB.toFixed(0)} MiB, wanted ≤ ${mostMemoryMiB}`,
      isGood: peakMiB <= mostMemoryMiB,
    },
    {
      text:
        `clients: ${count} consumers came and went with ${records} records, and ${probe.answers} connections, ` +
        `the slowest in ${probe.slowestMs.toFixed(0)} ms${trouble.map((fault) => `; ${fault}`).join("")}`,
      isGood: trouble.length === 0 && records > 0,
    },
  ];
}

/** Appends at that rate, and looks at the broker each time that the client tells its latencies. */
async function sampled(
  broker: Broker,
  { seconds, rate }: { seconds: number; rate: number },
): Promise<Sample[]> {
  const processId = workingProcess(broker.processId);
  const samples: Sample[] = [];
  const given = [
    ["-address", broker.bootstrap, "-topic", topic, "-batch-bytes", batchBytes, "-in-flight", inFlight],
    ["-rate", Math.round(rate * mebibyte), "-bytes", Math.round(rate * mebibyte * seconds)],
    ["-window", `${windowSeconds}s`, "-patience", `${Math.ceil(seconds * 1.5 + 60)}s`],
  ].flat();
  const producer = startProgram(await client("stream"), given.map(String), {
    onLine: (line) => {
      const window = windowIn(line);
      if (window === null) return;
      const sample = { ...window, residentMiB: residentMiB(processId) ?? 0, files: filesOf(processId) };
      samples.push(sample);
      print(
        `${sample.second.toFixed(0)} s: ${sample.rate.toFixed(0)} MB/s, p99 ${sample.p99Ms.toFixed(1)} ms, ` +
          `${sample.residentMiB.toFixed(0)} MiB, ${sample.files} files`,
      );
    },
  });
  const code = await producer.ended;
  if (code !== 0) throw new Error(`the producer ended with ${code}: ${producer.log().slice(-500)}`);
  return samples;
}

/** One line of the client that is not its last. */
function windowIn(line: string): { second: number; rate: number; p99Ms: number } | null {
  const { atSecond, bytes, p99Ms } = JSON.parse(line) as Record<string, number>;
  if (atSecond === undefined || bytes === undefined || p99Ms === undefined) return null;
  return { second: atSecond, rate: bytes / windowSeconds / mebibyte, p99Ms };
}

interface Churned {
  readonly consumers: number;
  readonly records: number;
  readonly faults: readonly string[];
}

async function comeAndGo({ bootstrap }: Broker, seconds: number): Promise<Churned> {
  const program = fileURLToPath(new URL("churn.py", import.meta.url));
  const printed = await mustRun(await python(), [program, bootstrap, topic, String(seconds)], {
    timeoutMs: (seconds * 1.5 + 120) * 1000,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  return JSON.parse(printed) as Churned;
}

function stallFinding(stalls: Stalls | null): Finding {
  if (stalls === null) return { text: "stalls: the log tells none", isGood: false };
  const { longestMs, cause, byCause } = stalls;
  const causes = Object.entries(byCause).map(([name, ms]) => `, ${name} ${ms} ms`);
  return {
    text: `longest stall: ${longestMs} ms (${cause})${causes.join("")}, wanted ≤ ${longestStallMs} ms`,
    isGood: longestMs <= longestStallMs,
  };
}

function filesOf(processId: number): number {
  return readdirSync(`/proc/${processId}/fd`).length;
}
