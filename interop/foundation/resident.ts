/** Resident memory of a process, from Linux's own account. */
import { readFileSync } from "node:fs";

/** The process that does the work: what we started may be one that started another, and waits for it. */
export function workingProcess(processId: number): number {
  let found = processId;
  for (;;) {
    const [child] = childrenOf(found);
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

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // not Linux, or over
  }
}
