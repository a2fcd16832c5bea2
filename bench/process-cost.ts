/** What a broker's process has used, from Linux's own account of it. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Broker } from "../interop/foundation/broker.ts";
import { workingProcess } from "../interop/foundation/resident.ts";

/** Linux tells CPU time in hundredths of a second on every machine that Node runs on. */
const ticksASecond = 100;

export interface ProcessCost {
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** Starts an account, and answers what closes it: null where the system does not tell. */
export function meter(broker: Broker): () => ProcessCost | null {
  const processId = workingProcess(broker.processId);
  forgetPeak(processId);
  const before = cpuSecondsIn(textOf(`/proc/${processId}/stat`));
  return () => {
    const after = cpuSecondsIn(textOf(`/proc/${processId}/stat`));
    const peakMiB = peakMiBIn(textOf(`/proc/${processId}/status`));
    if (before === null || after === null || peakMiB === null) return null;
    return { cpuSeconds: after - before, peakMiB };
  };
}

/** The most that a broker had resident, since it started or since an account of it did; null where the system does not tell. */
export function peakOf(broker: Broker): number | null {
  return peakMiBIn(textOf(`/proc/${workingProcess(broker.processId)}/status`));
}

/** User and system time of all threads: fields 14 and 15. The second is the program's name, and may have anything in it. */
export function cpuSecondsIn(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return fields.length > 12 && Number.isFinite(user + system) ? (user + system) / ticksASecond : null;
}

/** The most that was resident since the peak was last forgotten. */
export function peakMiBIn(status: string): number | null {
  const kibibytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

function forgetPeak(processId: number): void {
  try {
    writeFileSync(`/proc/${processId}/clear_refs`, "5");
  } catch {
    // Not Linux, or not allowed: then the peak is that of the process's whole life, which is never less.
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // not Linux, or over
  }
}
