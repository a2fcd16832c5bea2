/** Bundles a program with everything it needs from this repository into one file under `.build/`. */
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Path of the bundle of `entry`; made first when it is missing or older than any source. */
export async function bundleIfStale(root, entry, name) {
  const output = join(root, ".build", name);
  if (isFresh(root, output)) return output;
  const { build, stop } = await import("esbuild");
  mkdirSync(join(root, ".build"), { recursive: true });
  const { outputFiles } = await build({
    write: false,
    entryPoints: [join(root, entry)],
    outfile: output,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    conditions: ["source"],
    sourcemap: "linked",
    sourcesContent: false,
    // No keepNames: it calls defineProperty for every closure that a request makes, a tenth of what the request costs.
    logLevel: "warning",
    // Native accelerators are looked up at run time, where they are installed.
    external: ["snappy", "lz4-napi", "@node-rs/crc32"],
    // CommonJS dependencies inside an ES module still call `require`.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  // Its own process would live as long as ours.
  await stop();
  // Under another name first: a program that starts meanwhile must not read half of it.
  for (const { path, contents } of outputFiles) {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, contents);
    renameSync(unfinished, path);
  }
  return output;
}

function isFresh(root, output) {
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return false;
  const packages = join(root, "packages");
  const newest = Math.max(
    // How a bundle is made is in it too.
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
    statSync(join(root, "package-lock.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ...readdirSync(packages).map((name) => newestIn(join(packages, name, "src"))),
  );
  return built > newest;
}

/** Directories count too: a removed file changes only its directory. */
function newestIn(directory) {
  let newest = statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
  }
  return newest;
}
