/**
 * Frames that nobody should send, over real connections to a running broker: it may answer or close, but neither end, nor
 * hang, nor grow. A well-behaved client is served all the while.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "@ottla/protocol/testing";
import type { Broker } from "../foundation/broker.ts";
import { scratchFolder } from "../foundation/places.ts";
import { mustRun, until } from "../foundation/processes.ts";
import { fail, pass, say } from "../foundation/report.ts";
import { residentMiB, workingProcess } from "../foundation/resident.ts";
import { startBroker } from "../foundation/targets.ts";
import { toolchain } from "../foundation/toolchains.ts";
import type { Options } from "../options.ts";
import { type Frame, FrameSource, targetTopic } from "./frames.ts";
import { askForMetadata, Probe } from "./probe.ts";
import { sendFrames, type Tally } from "./sender.ts";

const connections = 20;
/** A machine that is busy with other things may take its time; a broker that hangs takes all of it. */
const probeLimitMs = 10_000;
const maxResidentMiB = 1024;
const framesPerReport = 200_000;
const rememberedFrames = 1000;

export async function fuzz({ target, port, seed, count: frames = 1_000_000 }: Options): Promise<void> {
  const kcat = await toolchain("kcat");
  const directory = scratchFolder(`${target}-fuzz`);
  const broker = await startBroker(target, { port, directory, settings: { "num.partitions": "3" } });
  await mustRun(kcat, ["-P", "-b", broker.bootstrap, "-t", targetTopic], { input: "one\ntwo\nthree\n" });
  await attack(broker, frames, seed);
  await checkAfterwards(broker, kcat, "is as it was");
  const code = await broker.stop();
  if (code === (target === "kafka" ? 143 : 0)) pass("it stops cleanly");
  else fail("it stops cleanly", `it ended with ${code}: ${broker.log().slice(-2000)}`);
  // What was sent may be on disk now: it must not be what the next start fails at.
  const again = await startBroker(target, { port, directory });
  await checkAfterwards(again, kcat, "starts again on what it has kept");
  await again.stop();
}

async function attack(broker: Broker, frames: number, seed: number): Promise<void> {
  const processId = workingProcess(broker.processId);
  const before = residentMiB(processId);
  const tally: Tally = { sent: 0, answered: 0, closed: 0, silent: 0, refused: 0 };
  const recent: Frame[] = [];
  let highest = before ?? 0;
  const source = new FrameSource(new SeededRandom(seed));
  const probe = new Probe(broker.port, probeLimitMs);
  probe.start();
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
  const wantsMore = (): boolean =>
    tally.sent < frames && probe.faults.length === 0 && tally.refused < connections;
  const onFrame = (frame: Frame): void => {
    recent[tally.sent % rememberedFrames] = frame;
    if (tally.sent % 1000 === 0) highest = Math.max(highest, residentMiB(processId) ?? 0);
    if (tally.sent % framesPerReport === 0 && tally.sent > 0) {
      say(`  …     ${tally.sent} frames in ${seconds()} s, ${highest.toFixed(0)} MiB resident`);
    }
  };
  const share = { port: broker.port, source, tally, onFrame, wantsMore };
  await Promise.all(Array.from({ length: connections }, () => sendFrames(share)));
  await probe.stop();

  const { sent, answered, closed, silent, refused } = tally;
  const what = `${answered} answered, ${closed} connections closed, ${silent} without an answer`;
  const isThere = probe.faults.length === 0 && refused === 0 && sent >= frames;
  if (isThere) pass(`${sent} frames of seed ${seed}`, { detail: `${what}, in ${seconds()} s` });
  else
    fail(
      `${sent} frames of seed ${seed}`,
      `${what}, ${refused} connections refused; ${leftBehind(recent, broker)}`,
    );
  const asked = `${probe.answers} answers, the slowest after ${probe.slowestMs.toFixed(0)} ms`;
  if (probe.faults.length === 0) pass("a client that behaves is served all the while", { detail: asked });
  else fail("a client that behaves is served all the while", `${probe.faults.join(", ")}; ${asked}`);
  const memory = `${(before ?? 0).toFixed(0)} MiB before, at most ${highest.toFixed(0)} MiB`;
  if (highest <= maxResidentMiB) pass("memory is bounded", { detail: memory });
  else fail("memory is bounded", memory);
}

/** Where the last frames are, for whoever looks into why it ended, and what it said. */
function leftBehind(recent: readonly Frame[], broker: Broker): string {
  const path = join(scratchFolder("fuzz-frames"), "frames.txt");
  writeFileSync(path, recent.map(({ kind, bytes }) => `${kind}\t${bytes.toString("hex")}\n`).join(""));
  return `the last frames are in ${path}; it said: ${broker.log().slice(-3000)}`;
}

/** It answers, takes what is produced, and gives it back. */
async function checkAfterwards(broker: Broker, kcat: string, what: string): Promise<void> {
  try {
    const fault = await askForMetadata(broker.port, probeLimitMs);
    if (fault !== null) throw new Error(fault);
    const topic = `afterwards-${what.length}`;
    await mustRun(kcat, ["-P", "-b", broker.bootstrap, "-t", topic], {
      input: "still here\n",
      timeoutMs: 30_000,
    });
    const found = await until("what was produced", 30_000, async () => {
      const given = ["-C", "-q", "-e", "-b", broker.bootstrap, "-t", topic, "-o", "beginning"];
      return /still here/.test(await mustRun(kcat, given, { timeoutMs: 30_000 }));
    });
    if (found) pass(`it ${what}`);
  } catch (error) {
    fail(`it ${what}`, `${String(error)}; it said: ${broker.log().slice(-2000)}`);
  }
}
