/** Where things are: the repository, its cache of foreign software, and scratch directories of running brokers. */
import { mkdirSync, mkdtempSync } from "node:fs";
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

/** A new empty folder for one run. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(cacheFolder("run"), `${name}-`));
}
