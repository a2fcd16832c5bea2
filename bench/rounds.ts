/** Measures one row: round by round, both brokers in turn. */
import type { TargetName } from "../interop/foundation/broker.ts";
import { type Brokers, ports, targets } from "./brokers.ts";
import { print } from "./measure.ts";
import { meter } from "./process-cost.ts";
import type { Measured, Row, RunningRow, Site, StartingRow } from "./row.ts";
import type { Stalls } from "./stalls.ts";
import { createTopic, deleteTopic } from "./tools/admin.ts";
import { settle } from "./tools/page-cache.ts";

export interface HowMuch {
  readonly rounds: number;
  readonly scale: number;
}

/** Of the work of the other rounds, in the one that warms up. */
export const warmUpScale = 1 / 3;

/** What the rounds that count gave, in their order. */
export type Rounds = Readonly<Record<TargetName, readonly Measured[]>>;

export interface RowResult extends Rounds {
  /** Of Ottla in all of the row, warming up included. */
  readonly stalls: Stalls | null;
}

export async function measureRow(row: Row, brokers: Brokers, howMuch: HowMuch): Promise<RowResult> {
  const rounds = await (row.on === "running broker"
    ? measureRunning(row, brokers, howMuch)
    : measureStarting(row, brokers, howMuch));
  return { ...rounds, stalls: brokers.takeStalls() };
}

/** The first round warms up brokers and page cache, and does not count. */
async function measureRunning(
  row: RunningRow,
  brokers: Brokers,
  { rounds, scale }: HowMuch,
): Promise<Rounds> {
  const pair = await brokers.forRow();
  const site = (target: TargetName): Site => ({ broker: pair[target], scale });
  const shared = topicOf(row, "all");
  if (row.topics === "once") {
    for (const target of targets) {
      await createTopic(pair[target].port, shared, row.partitions);
      await row.prepare?.(site(target), shared);
    }
  }
  const results = await alternate(0, rounds, async (target, round) => {
    const one = round === 0 ? { broker: pair[target], scale: scale * warmUpScale } : site(target);
    if (row.topics === "once") return measureOnce(row, one, shared);
    const topic = topicOf(row, String(round));
    await createTopic(pair[target].port, topic, row.partitions);
    const measured = await measureOnce(row, one, topic);
    await deleteTopic(pair[target].port, topic);
    return measured;
  });
  if (row.topics === "once") await deleteTopic(pair.kafka.port, shared);
  await brokers.stopOurs();
  return results;
}

/** What running brokers would take from the machine, they would take from both. */
async function measureStarting(
  row: StartingRow,
  brokers: Brokers,
  { rounds, scale }: HowMuch,
): Promise<Rounds> {
  await brokers.stop();
  brokers.takeStalls();
  return alternate(1, rounds, async (target) =>
    row.measure({
      target,
      scale,
      port: ports.own[target],
      start: async (directory) => brokers.startOwn(target, directory),
    }),
  );
}

/**
 * One after the other, and the other way round in the next round, so that both meet the machine in the same moods. Round 0
 * does not count.
 */
async function alternate(
  first: 0 | 1,
  last: number,
  measure: (target: TargetName, round: number) => Promise<Measured>,
): Promise<Rounds> {
  const results = { ottla: [] as Measured[], kafka: [] as Measured[] };
  for (let round = first; round <= last; round += 1) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      await settle();
      const measured = await measure(target, round);
      if (round > 0) results[target].push(measured);
      print(`${target}: ${told(measured)}${round === 0 ? " (warming up)" : ""}`);
    }
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

function topicOf({ name }: RunningRow, part: string): string {
  return `bench-${name}-${part}`;
}

function told(measured: Measured): string {
  return Object.entries(measured)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(", ");
}
