import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom } from "@ottla/simulator";
import type { Fault, FaultResult, FaultRun } from "./fault.ts";
import { BrokerProcess } from "./kill/broker-process.ts";
import { Load } from "./kill/load.ts";
import { RawClient } from "./kill/raw-client.ts";
import { prepare, Verifier } from "./kill/verifier.ts";

const shortestLoadMs = 50;
const longestLoadMs = 900;
const cyclesPerReport = 50;

/** The real broker, as a process, killed under load and started on what it left. */
export const kill: Fault = {
  about:
    "kill -9 of the broker under load with acks=1: every acknowledged record is there, offsets are contiguous",
  cycles: 500,
  async run(run) {
    const folder = mkdtempSync(join(tmpdir(), "ottla-kill-"));
    const port = Number(run.options["port"] ?? (await BrokerProcess.freePort()));
    const broker = new BrokerProcess(folder, port);
    // Whatever ends this program ends the broker.
    const onExit = (): void => broker.killNow();
    process.once("exit", onExit);
    process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
    try {
      const result = await killAgain(broker, run);
      if (result.failed === 0) rmSync(folder, { recursive: true, force: true });
      else run.say(`     The data is kept in ${folder}`);
      return result;
    } finally {
      process.removeListener("exit", onExit);
      process.removeListener("SIGINT", onSignal).removeListener("SIGTERM", onSignal);
      await broker.kill();
    }
  },
};

function onSignal(): never {
  process.exit(1);
}

async function killAgain(broker: BrokerProcess, { cycles, seed, say }: FaultRun): Promise<FaultResult> {
  const random = new SeededRandom(seed);
  const load = new Load(broker.port, random.fork());
  const verifier = new Verifier(load);
  let totalStartMs = 0;
  let longestStartMs = 0;
  let passed = 0;
  const report = (): void => {
    say(
      `${passed} kills: ${load.acknowledgedCount} of ${load.sentCount} batches acknowledged, ${load.repeatedCount} sent again, ` +
        `${broker.tornTails} torn tails cut off, start ${(totalStartMs / (passed + 1)).toFixed(0)} ms on average, at most ${longestStartMs.toFixed(0)} ms`,
    );
  };
  try {
    for (let cycle = 0; cycle <= cycles; cycle++) {
      await broker.start();
      totalStartMs += broker.startMs;
      longestStartMs = Math.max(longestStartMs, broker.startMs);
      const client = await RawClient.connect(broker.port);
      if (cycle === 0) await prepare(client);
      await load.sendAgain();
      await verifier.verify(client);
      client.close();
      if (cycle > 0) passed++;
      if (passed > 0 && passed % cyclesPerReport === 0) report();
      if (cycle === cycles) break;
      await killUnderLoad(broker, load, random.between(shortestLoadMs, longestLoadMs));
    }
    if (passed % cyclesPerReport !== 0) report();
    return { passed, failed: 0 };
  } catch (error) {
    report();
    say(`FAIL ${error instanceof Error ? error.message : String(error)}`);
    say(`     npm run faults -- kill --seed ${seed} --cycles ${passed + 1}`);
    return { passed, failed: 1 };
  }
}

async function killUnderLoad(broker: BrokerProcess, load: Load, afterMs: number): Promise<void> {
  const work = load.run().then(() => "lost" as const);
  const isTime = new Promise<"time">((resolve) => setTimeout(() => resolve("time"), afterMs));
  // The work ends by itself only when something is wrong.
  const first = await Promise.race([isTime, work]);
  if (!broker.isRunning) throw new Error(`the broker ended by itself: ${broker.output.slice(-2000)}`);
  if (first === "lost") throw new Error("the broker closed every connection, and went on");
  await broker.kill();
  await work;
}
