import assert from "node:assert/strict";
import { createLogShared, LogDirectory } from "@ottla/log";
import { type Simulation, simulate, type VirtualWorld } from "@ottla/simulator";
import { formatDirectory } from "../format/format-directory.ts";
import type { MetadataImage } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { MetadataQuorum } from "./metadata-quorum.ts";

const path = "/data";
const controllerEndpoints = [{ name: "CONTROLLER", host: "localhost", port: 9093 }];

/** What is known of the log from outside, over all lives of the node. */
interface Journal {
  /** The value of the last decision that was appended, and of the last that was acknowledged. */
  appended: number;
  acknowledged: number;
  epoch: number;
}

const seeds = 12;
const rule = "what was acknowledged survives power cuts and kills, in later and later epochs";

simulate(rule, { seeds }, async (simulation) => {
  const machine = simulation.machine();
  const journal: Journal = { appended: 0, acknowledged: 0, epoch: 0 };
  for (let life = 0; life < 6; life++) {
    let failure: unknown = null;
    live(simulation, machine.boot(), journal).catch((error: unknown) => {
      failure = error;
    });
    await simulation.events(simulation.random.between(1, simulation.random.pick([60, 1500])));
    if (failure !== null) throw failure;
    if (simulation.random.chance(0.5)) machine.cutPower();
    else machine.kill();
  }
  const quorum = await open(machine.boot());
  check(quorum.image, journal);
  await quorum.close();
});

async function live(simulation: Simulation, world: VirtualWorld, journal: Journal): Promise<void> {
  const quorum = await open(world);
  check(quorum.image, journal);
  assert.ok(quorum.leaderEpoch > journal.epoch, `epoch ${quorum.leaderEpoch} follows ${journal.epoch}`);
  journal.epoch = quorum.leaderEpoch;
  // What was appended and not acknowledged may be there all the same. From here on, it counts.
  journal.acknowledged = valueIn(quorum.image);
  for (;;) {
    const value = ++journal.appended;
    // Now and then so many records that they need a transaction.
    const committed = quorum.append(decision(value, simulation.random.chance(0.003) ? 10_001 : 1));
    const acknowledge = () => {
      journal.acknowledged = Math.max(journal.acknowledged, value);
    };
    if (simulation.random.chance(0.6)) await committed.then(acknowledge);
    else committed.then(acknowledge, () => undefined);
  }
}

/** Its first and its last record say the same: both count, or neither. */
function decision(value: number, recordCount: number): MetadataRecordInput[] {
  const records = [setting("first", value)];
  for (let index = 1; index < recordCount; index++) records.push(setting(`between-${index % 7}`, value));
  records.push(setting("last", value));
  return records;
}

function setting(name: string, value: number): MetadataRecordInput {
  return {
    kind: "config",
    version: 0,
    value: { resourceType: 4, resourceName: "", name, value: String(value) },
  };
}

function check(image: MetadataImage, { acknowledged, appended }: Journal): void {
  const value = valueIn(image);
  assert.ok(value >= acknowledged, `${acknowledged} was acknowledged, ${value} is there`);
  assert.ok(value <= appended, `${appended} was appended, ${value} is there`);
  assert.equal(image.features.metadataVersion, 30);
}

function valueIn(image: MetadataImage): number {
  const settings = image.configs.of(4, "");
  assert.equal(settings.get("last"), settings.get("first"));
  return Number(settings.get("first") ?? 0);
}

async function open({ disk, clock, random }: VirtualWorld): Promise<MetadataQuorum> {
  const directory = await LogDirectory.open(disk, path);
  const identity = { nodeId: 1, clusterId: "OttlaFixtureCluster001", controllerEndpoints };
  const options = { disk, clock, random, directory, ...identity };
  if (directory.meta === null) await formatDirectory({ ...options, holdsMetadata: true });
  return await MetadataQuorum.open({
    ...options,
    shared: createLogShared({ disk, clock, random }),
    // Small enough that lives meet segments, snapshots and their removal.
    settings: {
      segmentBytes: 8 * 1024 * 1024,
      segmentMs: 300,
      maxRecordBytesBetweenSnapshots: 4000,
      maxRetentionBytes: 20_000,
      maxIdleIntervalMs: 50,
    },
  });
}
