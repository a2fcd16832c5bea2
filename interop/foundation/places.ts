/** Where things are: the repository, its cache of foreign software, and scratch directories of running brokers. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Foreign software that interop installs by name. Git ignores it; removing it is always safe. */
export const cache = join(root, ".interop");

/** A folder of the cache, made where it is missing. */
export function cacheFolder(...parts: string[]): string {
  const folder = join(cache, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A new empty folder for one run. It goes with the run when all went well, and stays to be looked into when not. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(cacheFolder("run"), `${name}-`));
  scratchFolders.push(folder);
  return folder;
}

const scratchFolders: string[] = [];
process.on("exit", (code) => {
  if (code !== 0) return;
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
