#!/usr/bin/env node
/**
 * Every `npm run` command starts here, on whatever Node (20 or newer) the machine has: sets up what is missing,
 * finds a Node that runs our sources, and hands over to it.
 *
 *     node scripts/run.mjs COMMAND [ARGUMENTS]
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = ["--conditions=source", "--enable-source-maps"];
const testFiles = ["packages/*/src/**/*.test.ts", "bench/**/*.test.ts", "tidy/*.test.ts"];

/** Command name → how to run it: a list of steps, each [program, ...arguments], the last one given our arguments. */
const commands = {
  start: async () => [[node(), await bundle("packages/broker/src/main.ts", "start.mjs")]],
  test: () => [
    [
      node(),
      ...sources,
      "--test",
      "--test-reporter=dot",
      "--test-reporter-destination=stdout",
      "--test-reporter=./scripts/summary-reporter.mjs",
      "--test-reporter-destination=stdout",
      ...testFiles,
    ],
  ],
  check: () => [
    [bin("typescript/bin/tsc"), "-p", "tsconfig.json"],
    [
      bin("oxlint/bin/oxlint"),
      "--type-aware",
      "--deny-warnings",
      "packages",
      "interop",
      "bench",
      "tidy",
      "scripts",
    ],
    [bin("@biomejs/biome/bin/biome"), "check", "."],
    [node(), ...sources, "--test", "tidy/*.test.ts"],
  ],
  format: () => [[bin("@biomejs/biome/bin/biome"), "check", "--write", "."]],
  docs: () => [[node(), ...sources, "scripts/docs.ts"]],
  vectors: () => [[node(), ...sources, "scripts/vectors.ts"]],
  fuzz: () => [[node(), ...sources, "scripts/fuzz.ts"]],
  faults: () => [[node(), ...sources, "scripts/faults.ts"]],
  interop: () => [[node(), ...sources, "interop/main.ts"]],
  bench: () => [[node(), ...sources, "bench/main.ts"]],
};

const [name = "", ...given] = process.argv.slice(2);
// npm takes the dashes before our arguments away; who starts this without npm leaves them in.
if (given[0] === "--") given.shift();
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`Unknown command "${name}". There are: ${Object.keys(commands).join(", ")}.\n`);
  process.exit(1);
}
install();
const steps = await command();
if (name === "start" && steps[0][0] === process.execPath) await startHere(steps[0][1], given);
for (const step of steps.slice(0, -1)) {
  const { status } = spawnSync(...split(step), { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
handOver([...steps.at(-1), ...given], name === "start" ? process.cwd() : root);

/** Installs the dependencies when there are none, or when the lock file has changed since. */
function install() {
  const installed = join(root, "node_modules/.package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write("Installing dependencies (once)…\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    process.stderr.write("npm ci failed. Mend what it says above, and run the command again.\n");
    process.exit(1);
  }
}

/** A Node that strips types and has zstd (22.18 or newer): this one, or the one that npm installed. */
function node() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  const packaged = join(root, `node_modules/node-${packagedPlatform()}-${process.arch}/bin/node${exe()}`);
  if (existsSync(packaged)) return packaged;
  process.stderr.write(
    `Node ${process.versions.node} is too old, and there is no packaged one for ${process.platform}-${process.arch}. ` +
      "Install Node 22.18 or newer, and run the command again.\n",
  );
  process.exit(1);
}

function packagedPlatform() {
  return process.platform === "win32" ? "win" : process.platform;
}

function exe() {
  return process.platform === "win32" ? ".exe" : "";
}

function bin(path) {
  return join(root, "node_modules", path);
}

/** Scripts of packages run under the Node that we chose. */
function split([program, ...rest]) {
  return program.startsWith(join(root, "node_modules")) && !/bin[\\/]node(\.exe)?$/.test(program)
    ? [node(), [program, ...rest]]
    : [program, rest];
}

/** One file with everything in it starts an order of magnitude faster than the sources: made anew when one is newer. */
async function bundle(entry, name) {
  const { bundleIfStale } = await import("./bundle.mjs");
  return bundleIfStale(root, entry, name);
}

/**
 * The node runs in this very process: one process less to start, and nobody between it and its signals. Its code is compiled
 * once and kept (where this Node can do that), which halves the time until it is ready.
 */
async function startHere(program, given) {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache?.(join(root, ".build/compile-cache"));
  process.argv = [process.execPath, program, ...given];
  await import(pathToFileURL(program).href);
}

/** Becomes the program as far as Node allows: same terminal, same signals, same exit code. */
function handOver(step, cwd) {
  const child = spawn(...split(step), { cwd, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
