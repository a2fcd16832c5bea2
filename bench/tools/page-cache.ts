/** What is between programs and the disk: written before anything is measured, or forgotten, so that the disk is cold. */
import { closeSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import type { Broker } from "../../interop/foundation/broker.ts";
import { scratchFolder } from "../../interop/foundation/places.ts";
import { mustRun, run } from "../../interop/foundation/processes.ts";

/** What one has left for the disk to do is done before the other is measured, and memory costs both the same. */
export async function settle(): Promise<void> {
  await run("sync", []).catch(() => undefined); // there is no such program everywhere
  touchMemory();
}

/** More than any row writes. No more, or the disk begins to write what is only here to be forgotten. */
const touchedBytes = 2 * 2 ** 30;
const touched = Buffer.alloc(2 ** 20, 1);

/**
 * Leaves that much free memory behind that was in use a moment ago. A virtual machine may give what is free back to its host
 * within seconds, and to have a page again costs ten times as much as to write to it: whoever came first would pay.
 */
function touchMemory(): void {
  memoryFile ??= join(scratchFolder("memory"), "touched");
  const bytes = Math.min(touchedBytes, freemem() / 4);
  const file = openSync(memoryFile, "w");
  try {
    for (let written = 0; written < bytes; written += touched.length) writeSync(file, touched);
  } finally {
    closeSync(file);
    rmSync(memoryFile);
  }
}

let memoryFile: string | undefined;

/** Forgets what a topic has in the page cache. Answers in which way, since not every machine lets us do it for everything at once. */
export async function coolDown(broker: Broker, topic: string): Promise<string> {
  await mustRun("sync", []); // what is not written yet cannot be forgotten
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1");
    return "dropped for the whole machine (drop_caches)";
  } catch {
    for (const file of segmentsOf(join(broker.directory, `${topic}-0`))) await forget(file);
    return "dropped for the files of the topic (posix_fadvise)";
  }
}

function segmentsOf(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".log"))
    .map((name) => join(directory, name));
}

/** Without a count of anything to write, dd just advises the system that the file is not needed. */
async function forget(file: string): Promise<void> {
  await mustRun("dd", [
    "if=/dev/null",
    `of=${file}`,
    "count=0",
    "oflag=nocache",
    "conv=notrunc,fdatasync",
    "status=none",
  ]);
}
