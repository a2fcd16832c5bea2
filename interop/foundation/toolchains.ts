/** Foreign toolchains (java, mvn, go, python3, kcat): found on the machine, installed by apt where that is possible. */
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { mustRun, run } from "./processes.ts";
import { say } from "./report.ts";

/** Something that a machine lacks, so that what needs it cannot be tried here. */
export class MissingToolchain extends Error {}

/** Debian package by program, for machines where we may install. */
const debianPackages: Record<string, string> = {
  java: "openjdk-17-jdk-headless",
  mvn: "maven",
  go: "golang-go",
  python3: "python3-venv",
  kcat: "kcat",
};

/** The path of a program; installs its Debian package where it is missing and we are allowed to. */
export async function toolchain(program: string): Promise<string> {
  const found = await findProgram(program);
  if (found !== null) return found;
  const debianPackage = debianPackages[program];
  if (debianPackage !== undefined && (await findProgram("apt-get")) !== null && process.getuid?.() === 0) {
    say(`  …     installing ${debianPackage} for ${program}`);
    await installDebianPackage(debianPackage);
    const installed = await findProgram(program);
    if (installed !== null) return installed;
  }
  throw new MissingToolchain(`there is no ${program} on this machine (package ${debianPackage ?? program})`);
}

/** One installation at a time: apt locks its database. */
let lastInstallation: Promise<void> = Promise.resolve();

function installDebianPackage(name: string): Promise<void> {
  const previous = lastInstallation;
  lastInstallation = (async () => {
    await previous.catch(() => undefined); // its own caller hears of it
    await installWithApt(name);
  })();
  return lastInstallation;
}

async function installWithApt(name: string): Promise<void> {
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: 600_000 };
  const install = ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", name];
  const first = await run("apt-get", install, options);
  if (first.code === 0) return;
  await run("apt-get", ["update", "-q"], options);
  const second = await run("apt-get", install, options);
  if (second.code !== 0) {
    throw new MissingToolchain(`apt-get could not install ${name}: ${second.errors.trim().slice(-300)}`);
  }
}

async function findProgram(program: string): Promise<string | null> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, program);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

/** A Java of at least 17, which Kafka 4.3 demands. */
export async function java(): Promise<string> {
  const path = await toolchain("java");
  const { errors, output } = await run(path, ["-version"]);
  const version = Number(/version "(\d+)/.exec(errors + output)?.[1] ?? 0);
  if (version < 17)
    throw new MissingToolchain(`java is ${version}, and Apache Kafka 4.3.1 needs 17 or newer`);
  return path;
}

/** Runs npm of the Node that runs us or of the machine. */
export async function npm(given: readonly string[], cwd: string): Promise<void> {
  await mustRun(await toolchain("npm"), given, { cwd, timeoutMs: 600_000 });
}
