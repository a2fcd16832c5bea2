/** What a broker serves, as a foreign client sees it, and how two such states differ. */
import { join } from "node:path";
import { python } from "../clients/python.ts";
import type { Broker } from "../foundation/broker.ts";
import { root } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";

export interface ServedPartition {
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly read_uncommitted: Digest;
  readonly read_committed: Digest;
}

/** Of `offset|key|value` lines. */
export interface Digest {
  readonly records: number;
  readonly sha256: string;
}

export interface ServedTopic {
  /** Those that were set for the topic. */
  readonly configs: Readonly<Record<string, string>>;
  readonly partitions: readonly ServedPartition[];
}

export interface ServedState {
  readonly topics: Readonly<Record<string, ServedTopic>>;
  /** Committed offsets: topic, partition, offset. */
  readonly groups: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
}

/** Asks the broker for everything. */
export async function servedBy(broker: Broker): Promise<ServedState> {
  const program = join(root, "interop/directories/state.py");
  const env = { BOOTSTRAP: broker.bootstrap, PYTHONDONTWRITEBYTECODE: "1" };
  // What it prints is of this shape.
  return JSON.parse(await mustRun(await python(), [program], { env, timeoutMs: 180_000 })) as ServedState;
}

/** Every single statement about a state by its path: `orders-2 highWatermark` → `500`. */
export function statements(state: ServedState): Map<string, string> {
  const found = new Map<string, string>();
  found.set("topics", Object.keys(state.topics).toSorted().join(", "));
  for (const [topic, { configs, partitions }] of Object.entries(state.topics)) {
    found.set(`${topic} configs`, JSON.stringify(Object.entries(configs).map(String).toSorted()));
    found.set(`${topic} partitions`, String(partitions.length));
    for (const [index, partition] of partitions.entries()) {
      for (const [name, value] of Object.entries(partition)) {
        const said = typeof value === "number" ? String(value) : `${value.records} records, ${value.sha256}`;
        found.set(`${topic}-${index} ${name}`, said);
      }
    }
  }
  for (const [group, offsets] of Object.entries(state.groups)) {
    found.set(`group ${group}`, JSON.stringify(offsets.map(String).toSorted()));
  }
  return found;
}
