/**
 * How soon Ottla is ready, how little it takes while it idles, how it stops, and what it says when it cannot start.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { commonSettings, writeSettings } from "../foundation/broker.ts";
import { scratchFolder } from "../foundation/places.ts";
import { pause } from "../foundation/processes.ts";
import { fail, pass, skip } from "../foundation/report.ts";
import { residentMiB, workingProcess } from "../foundation/resident.ts";
import type { Options } from "../options.ts";
import { type How, startAndAsk, startInVain } from "./start.ts";

const runs = 7;
/** What is aimed at on a quiet machine. What fails is so far beyond it that the machine cannot be the reason. */
const goals: Record<How, { aimMs: number; limitMs: number }> = {
  "npm start": { aimMs: 600, limitMs: 3000 },
  program: { aimMs: 300, limitMs: 1500 },
};
const residentAimMiB = 90;
const residentLimitMiB = 110;

export async function ready({ target, port }: Options): Promise<void> {
  if (target !== "ottla") return skip("ready", "it is about Ottla alone");
  for (const how of ["npm start", "program"] as const) await startTimes(how, port);
  await idleMemory(port);
  await gracefulStop(port);
  await refusals(port);
}

/** Median and best of several starts on a directory that is there already, after one that makes it. */
async function startTimes(how: How, port: number): Promise<void> {
  const given = settingsFor({ port });
  const times: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const started = await startAndAsk(how, given, port);
    times.push(started.readyMs);
    await started.stop();
  }
  const [first = 0, ...later] = times;
  const sorted = later.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const { aimMs, limitMs } = goals[how];
  const name = `${how} answers within ${aimMs} ms`;
  const reached = sorted[0]! <= aimMs ? "" : ` (not reached on this machine; beyond ${limitMs} ms it fails)`;
  const detail = `best ${ms(sorted[0]!)}, median ${ms(median)}, first on an empty directory ${ms(first)}${reached}`;
  if (median <= limitMs) pass(name, { detail });
  else fail(name, detail);
}

async function idleMemory(port: number): Promise<void> {
  const started = await startAndAsk("program", settingsFor({ port }), port);
  const processId = workingProcess(started.processId);
  const atReady = residentMiB(processId);
  // What the start needed is given back when the collector next passes, and that is a matter of seconds.
  await pause(10_000);
  const settled = residentMiB(processId);
  await started.stop();
  if (atReady === null || settled === null) return skip("idle memory", "this system does not tell it");
  const detail = `${settled.toFixed(0)} MiB settled, ${atReady.toFixed(0)} MiB when ready (aim ${residentAimMiB})`;
  if (settled <= residentLimitMiB) pass(`idle memory is at most ${residentAimMiB} MiB`, { detail });
  else fail(`idle memory is at most ${residentAimMiB} MiB`, detail);
}

async function gracefulStop(port: number): Promise<void> {
  const directory = scratchFolder("stop");
  const started = await startAndAsk("program", settingsFor({ port, directory }), port);
  const code = await started.stop();
  const hasMarker = existsSync(join(directory, ".kafka_cleanshutdown"));
  if (code === 0 && hasMarker) pass("it stops with exit code 0 and the marker of a clean shutdown");
  else fail("it stops with exit code 0", `exit code ${code}, the marker is ${hasMarker ? "" : "not "}there`);
}

/** Each ends with exit code 1 and one message that names what is wrong, without a stack. */
async function refusals(port: number): Promise<void> {
  const taken = createServer().listen(port);
  await expectRefusal("a taken port", settingsFor({ port }), [String(port), "taken"]);
  await new Promise((resolve) => {
    taken.close(resolve);
  });

  const locked = scratchFolder("locked");
  const holder = await startAndAsk("program", settingsFor({ port, directory: locked }), port);
  await expectRefusal(
    "a directory that another node has",
    settingsFor({ port: port + 2, directory: locked }),
    [locked],
  );
  await holder.stop();
  const otherNode = { "node.id": "7", "controller.quorum.bootstrap.servers": `localhost:${port + 1}` };
  await expectRefusal(
    "a directory of another node",
    settingsFor({ port, directory: locked, settings: otherNode }),
    [locked, "7"],
  );

  const foreign = scratchFolder("foreign");
  mkdirSync(join(foreign, "photos"));
  writeFileSync(join(foreign, "letter.txt"), "Dear all,\n");
  await expectRefusal("a directory with something else in it", settingsFor({ port, directory: foreign }), [
    foreign,
  ]);

  const newer = scratchFolder("newer");
  writeFileSync(join(newer, "meta.properties"), "version=2\nnode.id=1\ncluster.id=FromTheFuture00000001\n");
  await expectRefusal("a directory of a newer Kafka", settingsFor({ port, directory: newer }), [
    newer,
    "version",
  ]);

  const wrong = { "log.retention.ms": "soon", "num.partitions": "0" };
  await expectRefusal("settings that are wrong", settingsFor({ port, settings: wrong }), [
    "log.retention.ms",
    "num.partitions",
  ]);
  await expectRefusal(
    "a settings file that is not there",
    ["--config", "nowhere.properties"],
    ["nowhere.properties"],
  );
  await expectRefusal("an option that there is not", ["--colour", "green"], ["--colour"]);
}

async function expectRefusal(
  what: string,
  given: readonly string[],
  names: readonly string[],
): Promise<void> {
  const { code, errors } = await startInVain(given);
  const missing = names.filter((name) => !errors.includes(name));
  const lines = errors.trim().split("\n");
  const isClear = lines.length <= 6 && !/^\s+at /m.test(errors);
  if (code === 1 && missing.length === 0 && isClear) {
    pass(`${what} is refused`, { detail: lines.at(-1)!.trim() });
  } else {
    fail(
      `${what} is refused`,
      `exit code ${code}, without ${missing.join(", ") || "fault"}: ${errors.slice(-1500)}`,
    );
  }
}

interface Given {
  readonly port: number;
  readonly directory?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

function settingsFor({ port, directory = scratchFolder("ready"), settings = {} }: Given): string[] {
  const file = writeSettings(scratchFolder("ready-settings"), commonSettings({ port, directory, settings }));
  return ["--config", file];
}

function ms(duration: number): string {
  return `${duration.toFixed(0)} ms`;
}
