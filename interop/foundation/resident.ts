/** Resident memory of a process, from Linux's own account. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** The process that does the work: what we started may be one that started another of its kind, and waits for it. */
export function workingProcess(processId: number): number {
  const program = programOf(processId);
  let found = processId;
  for (;;) {
    const child = childrenOf(found).find((each) => programOf(each) === program);
    if (child === undefined) return found;
    found = child;
  }
}

/** In MiB, or null where it is not known: another system, or a process that has ended. */
export function residentMiB(processId: number): number | null {
  const pages = /VmRSS:\s+(\d+) kB/.exec(textOf(`/proc/${processId}/status`))?.[1];
  return pages === undefined ? null : Number(pages) / 1024;
}

function childrenOf(processId: number): number[] {
  return textOf(`/proc/${processId}/task/${processId}/children`).split(" ").filter(Boolean).map(Number);
}

function programOf(processId: number): string {
  return basename(textOf(`/proc/${processId}/cmdline`).split("\0")[0] ?? "");
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // not Linux, or over
  }
}
