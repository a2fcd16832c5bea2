/** Measures one row: round by round, both brokers in turn. */
import type { TargetName } from "../interop/foundation/broker.ts";
import { run } from "../interop/foundation/processes.ts";
import { type BrokerPair, ports, targets } from "./brokers.ts";
import { print } from "./measure.ts";
import { meter } from "./process-cost.ts";
import type { Measured, Row, RunningRow, Site, StartingRow } from "./row.ts";
import { createTopic, deleteTopic } from "./tools/topics.ts";

export interface HowMuch {
  readonly rounds: number;
  readonly scale: number;
}

/** What the rounds that count gave, in their order. */
export type RowResult = Readonly<Record<TargetName, readonly Measured[]>>;

export async function measureRow(row: Row, pair: BrokerPair, howMuch: HowMuch): Promise<RowResult> {
  if (row.on === "running broker") return measureRunning(row, pair, howMuch);
  await pair.stop(); // what it would take from the machine, it would take from both
  return alternate(howMuch.rounds, async (target) => startAndMeasure(row, target, howMuch.scale));
}

/**
 * One after the other, and the other way round in the next round, so that both meet the machine in the same moods. The first
 * round warms up brokers and page cache, and does not count.
 */
async function alternate(
  rounds: number,
  measure: (target: TargetName, round: number) => Promise<Measured>,
): Promise<RowResult> {
  const results = { ottla: [] as Measured[], kafka: [] as Measured[] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      await settle();
      const measured = await measure(target, round);
      if (round > 0) results[target].push(measured);
      print(`${target}: ${told(measured)}${round === 0 ? " (warming up)" : ""}`);
    }
  }
  return results;
}

async function measureRunning(row: RunningRow, pair: BrokerPair, howMuch: HowMuch): Promise<RowResult> {
  const brokers = await pair.running();
  const site = (target: TargetName): Site => ({ broker: brokers[target], scale: howMuch.scale });
  const shared = topicOf(row, "all");
  if (row.topics === "once") {
    for (const target of targets) {
      await createTopic(brokers[target], shared, row.partitions);
      await row.prepare?.(site(target), shared);
    }
  }
  const results = await alternate(howMuch.rounds, async (target, round) => {
    if (row.topics === "once") return measureOnce(row, site(target), shared);
    const topic = topicOf(row, String(round));
    await createTopic(brokers[target], topic, row.partitions);
    const measured = await measureOnce(row, site(target), topic);
    await deleteTopic(brokers[target], topic);
    return measured;
  });
  if (row.topics === "once") {
    for (const target of targets) await deleteTopic(brokers[target], shared);
  }
  return results;
}

/** A row's own figures, and beside them what they cost the broker. */
async function measureOnce(row: RunningRow, site: Site, topic: string): Promise<Measured> {
  const stop = meter(site.broker);
  const measured = await row.measure(site, topic);
  const cost = stop();
  if (cost === null) return measured;
  const gigabytes = row.gigabytes?.(site.scale);
  return {
    ...measured,
    ...(gigabytes === undefined ? {} : { CPU: cost.cpuSeconds / gigabytes }),
    "peak memory": cost.peakMiB,
  };
}

function startAndMeasure(row: StartingRow, target: TargetName, scale: number): Promise<Measured> {
  return row.measure(target, ports.own[target], scale);
}

/** What one broker has left for the disk to do is done before the other is measured. */
async function settle(): Promise<void> {
  await run("sync", []).catch(() => undefined); // there is no such program everywhere
}

function topicOf({ name }: RunningRow, part: string): string {
  return `bench-${name}-${part}`;
}

function told(measured: Measured): string {
  return Object.entries(measured)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(", ");
}
