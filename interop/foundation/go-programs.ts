/** Programs in Go: clients that are quick and foreign. */
import { join } from "node:path";
import { cacheFolder, root } from "./places.ts";
import { mustRun } from "./processes.ts";
import { MissingToolchain, toolchain } from "./toolchains.ts";

const patienceMs = 900_000;

/**
 * Builds programs of a Go module of the repository, each a folder of it, and answers the folder that they are in. Go's own
 * cache makes that quick from the second time on.
 */
export async function buildGo(module: string, programs: readonly string[]): Promise<string> {
  const go = await toolchain("go");
  const version = /go1\.(\d+)/.exec(await mustRun(go, ["version"]))?.[1];
  if (Number(version) < 21) {
    throw new MissingToolchain(`go is 1.${version}, and fetching what the programs need takes 1.21 or newer`);
  }
  const built = cacheFolder("go");
  const packages = programs.map((program) => `./${program}`);
  // The slash says that it is a folder, for one program too.
  await mustRun(go, ["build", "-o", `${built}/`, ...packages], {
    cwd: join(root, module),
    timeoutMs: patienceMs,
  });
  return built;
}
