/** From the start of the process to its first answer, and what it takes of the memory when nobody asks anything. */
import { scratchFolder } from "../../interop/foundation/places.ts";
import { pause } from "../../interop/foundation/processes.ts";
import { residentMiB, workingProcess } from "../../interop/foundation/resident.ts";
import { askForMetadata } from "../../interop/fuzz/probe.ts";
import { peakOf } from "../process-cost.ts";
import { type Measured, peakMemory, type Starter, type StartingRow } from "../row.ts";

/** What the start needed is given back when the collector next passes, and that is a matter of seconds. */
const settleMs = 10_000;
const patienceMs = 90_000;

export const startRow: StartingRow = {
  name: "start",
  about: "on a directory that is there: from the start of the process to its first answer; memory while idle",
  figures: [
    { name: "ready", unit: "ms", better: "less", target: 1 / 8 },
    { name: "idle memory", unit: "MiB", better: "less", target: 1 / 3 },
    peakMemory,
  ],
  seconds: 28,
  on: "own broker",
  async measure({ target, port, start }): Promise<Measured> {
    const directory = await formatted(target, start);
    const started = performance.now();
    const [readyMs, broker] = await Promise.all([answered(port, started), start(directory)]);
    await pause(settleMs);
    const idleMiB = residentMiB(workingProcess(broker.processId));
    const peakMiB = peakOf(broker);
    await broker.stop();
    return {
      ready: readyMs,
      ...(idleMiB !== null && { "idle memory": idleMiB }),
      ...(peakMiB !== null && { [peakMemory.name]: peakMiB }),
    };
  },
};

const directories = new Map<Starter["target"], string>();

/** The same directory in every round, made by a start that does not count. */
async function formatted(target: Starter["target"], start: Starter["start"]): Promise<string> {
  const known = directories.get(target);
  if (known !== undefined) return known;
  const directory = scratchFolder(`${target}-start`);
  await (await start(directory)).stop();
  directories.set(target, directory);
  return directory;
}

async function answered(port: number, started: number): Promise<number> {
  while ((await askForMetadata(port, 1000)) !== null) {
    if (performance.now() - started > patienceMs) throw new Error(`no answer within ${patienceMs} ms`);
    await pause(2);
  }
  return performance.now() - started;
}
