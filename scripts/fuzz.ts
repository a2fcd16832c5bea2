/**
 * Frames that nobody should send, against every decoder: requests, responses, record batches, codecs, records of internal
 * topics. Each must be decoded or refused, and take no more memory than its size warrants.
 *
 *     npm run fuzz -- [--frames N] [--seed S] [--from INDEX] [--sockets]
 *
 * With `--sockets` the frames are requests that go to a running broker instead (`npm run interop -- fuzz`).
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fuzzFrames } from "@ottla/protocol/testing";
import { storedMessages } from "./declared-messages.ts";
import { moreFuzzTargets } from "./fuzz/targets.ts";

const framesPerReport = 1_000_000;
/** Of the whole process, its test data and compiled decoders included. */
const maxResidentMiB = 1024;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      frames: { type: "string", default: "1000000" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: "0" },
      sockets: { type: "boolean", default: false },
    },
  });
  if (values.sockets) return overSockets(values);
  const [frames, seed, from] = [values.frames, values.seed, values.from].map(Number) as [
    number,
    number,
    number,
  ];
  if (![frames, seed, from].every(Number.isSafeInteger)) {
    say("--frames, --seed and --from are whole numbers");
    return 1;
  }
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const results = await fuzzFrames({
    frames,
    seed,
    from,
    messages: storedMessages,
    targets: moreFuzzTargets,
    onProgress: (done) => {
      if (done % framesPerReport === 0) say(`${done} frames in ${seconds()} s`);
    },
  });
  for (const failure of results.failures) say(`FAIL ${failure}${replay(failure)}`);
  const residentMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const isBounded = residentMiB <= maxResidentMiB;
  if (!isBounded) say(`FAIL ${residentMiB} MiB were resident, more than ${maxResidentMiB}`);
  say(`${results.decoded} of ${frames} decoded, at most ${residentMiB} MiB resident, ${seconds()} s`);
  const failed = results.failed + (isBounded ? 0 : 1);
  say(`${results.passed} passed, ${failed} failed`);
  return failed === 0 && results.passed > 0 ? 0 : 1;
}

/** The line that makes a failing frame again. */
function replay(failure: string): string {
  const [, index, seed] = /^frame (\d+) of seed (-?\d+)/.exec(failure) ?? [];
  return `\n     npm run fuzz -- --seed ${seed} --from ${index} --frames 1`;
}

/** That needs a broker, which interop knows how to start. */
function overSockets({ frames, seed }: { frames: string; seed: string }): number {
  const show = fileURLToPath(new URL("../interop/main.ts", import.meta.url));
  const given = [...process.execArgv, show, "fuzz", "--count", frames, "--seed", seed];
  return spawnSync(process.execPath, given, { stdio: "inherit" }).status ?? 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
