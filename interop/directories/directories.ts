/**
 * Data directories that go back and forth between Ottla and Apache Kafka: what one leaves behind, the other serves.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Broker, TargetName } from "../foundation/broker.ts";
import { root, scratchFolder } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";
import { fail, messageOf, pass } from "../foundation/report.ts";
import { startBroker } from "../foundation/targets.ts";
import { toolchain } from "../foundation/toolchains.ts";
import type { Options } from "../options.ts";
import { addMore, fill } from "./fill.ts";
import { type ServedState, servedBy, statements } from "./state.ts";

/** Time must not change what is served while we look: nothing is compacted, and no offset is too old. */
const settings = { "log.cleaner.enable": "false", "offsets.retention.minutes": "2147483647" };
const testdata = join(root, "packages/log/testdata");

export async function directories(options: Options): Promise<void> {
  for (const name of ["clean", "killed"]) {
    await guarded(`${name}.tgz`, () => fromKafka(name, options));
  }
  await guarded("round trip", () => roundTrip(options));
}

async function guarded(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    fail(name, messageOf(error));
  }
}

/** What Apache Kafka left behind, after a clean stop or `kill -9`: we serve it, and after us Kafka does again. */
async function fromKafka(name: string, { target, port }: Options): Promise<void> {
  const directory = scratchFolder(name);
  await mustRun("tar", ["xzf", join(testdata, `${name}.tgz`), "-C", directory]);
  // The file beside it is what Kafka served, in this shape.
  const expected = JSON.parse(readFileSync(join(testdata, `${name}.expected.json`), "utf8")) as ServedState;
  const knowsTransactions = target === "kafka";
  await serving(target, port, directory, async (broker) => {
    compare(`${name}.tgz on ${target}`, await servedBy(broker), expected, { knowsTransactions });
  });
  await serving("kafka", port, directory, async (broker) => {
    compare(`${name}.tgz on kafka, after ${target}`, await servedBy(broker), expected, {
      knowsTransactions: true,
    });
  });
}

/** A directory of our own making, to Apache Kafka and back. */
async function roundTrip({ target, port }: Options): Promise<void> {
  const directory = scratchFolder("round-trip");
  const kcat = await toolchain("kcat");
  let state: ServedState = { topics: {}, groups: {} };
  await serving(target, port, directory, async (broker) => {
    await fill(broker, kcat);
    state = await servedBy(broker);
  });
  await serving("kafka", port, directory, async (broker) => {
    compare(`made by ${target}, on kafka`, await servedBy(broker), state);
    await addMore(broker, kcat);
    state = await servedBy(broker);
  });
  await serving(target, port, directory, async (broker) => {
    compare(`gone on by kafka, back on ${target}`, await servedBy(broker), state);
  });
}

/** Starts a broker on a directory, and stops it: with exit code 0 and the marker of a clean shutdown. */
async function serving(
  target: TargetName,
  port: number,
  directory: string,
  body: (broker: Broker) => Promise<void>,
): Promise<void> {
  const broker = await startBroker(target, { port, directory, settings });
  let isDone = false;
  try {
    await body(broker);
    isDone = true;
  } finally {
    if (!isDone) await broker.kill();
  }
  const code = await broker.stop();
  // Java ends with 128 + 15 after SIGTERM, whatever its hooks have done.
  const isExpected = code === (target === "kafka" ? 143 : 0);
  if (!isExpected) fail(`${target} stops`, `it ended with ${code}: ${broker.log().slice(-1500)}`);
  else if (!existsSync(join(directory, ".kafka_cleanshutdown")))
    fail(`${target} stops`, "and leaves no marker");
  else pass(`${target} stops cleanly`, { quiet: true });
}

function compare(
  name: string,
  found: ServedState,
  expected: ServedState,
  options: { readonly knowsTransactions: boolean } = { knowsTransactions: false },
): void {
  const all = statements(found);
  let same = 0;
  const differing: string[] = [];
  for (const [what, stated] of statements(expected)) {
    if (options.knowsTransactions && isChangedByTransactions(what)) continue;
    if (all.get(what) === stated) same += 1;
    else differing.push(`${what} is ${all.get(what)}, and not ${stated}`);
  }
  if (differing.length === 0) pass(name, { detail: `${same} statements hold` });
  for (const difference of differing.slice(0, 10)) fail(name, difference);
}

/** A broker that knows transactions aborts the ones that it finds open and too old: their partitions go on. */
function isChangedByTransactions(what: string): boolean {
  return /^txn-\d+ (highWatermark|lastStableOffset|read_committed)/.test(what);
}
