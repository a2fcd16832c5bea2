/** The same raw requests to Ottla and to Apache Kafka: the same answers, but for ids and times. */
import { rmSync } from "node:fs";
import { apiOfKey, apiVersions } from "@ottla/protocol";
import type { Broker, TargetName } from "../foundation/broker.ts";
import { fail, pass, say } from "../foundation/report.ts";
import { startBroker } from "../foundation/targets.ts";
import type { Options } from "../options.ts";
import type { Case } from "./cases.ts";
import { deviations, isServed, withDeviations } from "./deliberate.ts";
import { firstDifference } from "./difference.ts";
import { readGolden, writeGolden } from "./golden.ts";
import { Kit } from "./kit.ts";
import { type Answers, runCases } from "./run-cases.ts";
import { allCases } from "./themes/index.ts";

interface Run {
  readonly answers: ReadonlyMap<string, Answers>;
  /** `Name vN` of everything that the broker says it serves, and that is ours to serve. */
  readonly served: readonly string[];
}

/** Records of cases are years old, and stay all the same. */
const settings = { "log.retention.ms": "-1" };

/** Further from the target's ports than those that it uses itself. */
const referencePortDistance = 10;

export async function requests(options: Options): Promise<void> {
  const cases = allCases.filter(({ name }) => options.only === undefined || options.only.test(name));
  if (options.record) {
    const { answers } = await runOn("kafka", options.port, cases);
    writeGolden(options.only === undefined ? answers : new Map([...readGolden(), ...answers]));
    for (const { name } of cases) pass(name, { quiet: true });
    say(`  recorded what Apache Kafka answers in ${cases.length} cases`);
    return;
  }
  const reference =
    options.reference === "golden"
      ? readGolden()
      : (await runOn("kafka", options.port + referencePortDistance, cases)).answers;
  const { answers, served } = await runOn(options.target, options.port, cases);
  for (const each of cases)
    compare(each.name, options.target, reference.get(each.name), answers.get(each.name)!);
  const covered = new Set([...answers.values()].flatMap((each) => each.covered));
  if (options.only === undefined) {
    checkCoverage(served, covered);
    checkDeviations(cases);
  }
  say(
    `  ${cases.length} cases over ${covered.size} versions of APIs; ${deviations.length} deliberate deviations`,
  );
}

async function runOn(target: TargetName, port: number, cases: readonly Case[]): Promise<Run> {
  const started = performance.now();
  const broker = await startBroker(target, { port, settings });
  try {
    const served = await servedBy(broker);
    const answers = await runCases(broker, cases);
    say(`  ${target} answered in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return { answers, served };
  } finally {
    await broker.kill();
    rmSync(broker.directory, { recursive: true, force: true });
  }
}

function compare(name: string, target: TargetName, expected: Answers | undefined, actual: Answers): void {
  if (expected === undefined) {
    fail(name, "there is no recorded answer; record it with --record");
    return;
  }
  const wanted = target === "ottla" ? withDeviations(expected, actual) : expected.transcript;
  const difference = firstDifference(wanted, actual.transcript);
  if (difference === null) {
    pass(name, { quiet: true });
    return;
  }
  const { path, expected: left, actual: right } = difference;
  fail(
    name,
    `${path}\n          expected ${left}\n          actual   ${right}\n          alone: ${command(name)}`,
  );
}

function command(name: string): string {
  return `npm run interop -- requests --only '^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$'`;
}

/** Every version of every API that is served has a case. */
function checkCoverage(served: readonly string[], covered: ReadonlySet<string>): void {
  const missing = served.filter((pair) => !covered.has(pair));
  if (missing.length === 0) pass("every served version of every API has a case", { quiet: true });
  else fail("every served version of every API has a case", `there is none for ${missing.join(", ")}`);
}

/** A deviation of a case that is not there says nothing any more. */
function checkDeviations(cases: readonly Case[]): void {
  const names = new Set(cases.map(({ name }) => name));
  for (const deviation of deviations) {
    if (!names.has(deviation.case)) fail("deliberate deviations", `there is no case "${deviation.case}"`);
  }
}

async function servedBy(broker: Broker): Promise<string[]> {
  const kit = new Kit(broker, "served");
  const asked = { clientSoftwareName: "interop", clientSoftwareVersion: "1" };
  const { apiKeys } = await kit.quietly(apiVersions, asked);
  kit.close();
  return apiKeys.flatMap(({ apiKey, minVersion, maxVersion }) => {
    const api = apiOfKey(apiKey);
    if (api === undefined || !isServed(api.name)) return [];
    const lowest = Math.max(minVersion, api.versions[0]); // Produce is promised from 0 and served from 3
    return Array.from({ length: maxVersion - lowest + 1 }, (_, index) => `${api.name} v${lowest + index}`);
  });
}
