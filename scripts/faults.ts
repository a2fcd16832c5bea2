/**
 * What must hold when things go wrong, again and again, from a seed.
 *
 *     npm run faults -- [NAME] [--cycles N] [--seed S]
 *
 * Without a name, lists the names. A cycle that fails prints the line that replays it.
 */
import { parseArgs } from "node:util";
import type { Fault } from "./faults/fault.ts";
import { kill } from "./faults/kill.ts";
import { node } from "./faults/node.ts";
import { diskFull, powerCuts } from "./faults/simulated.ts";

const faults: Readonly<Record<string, Fault>> = {
  "power-cuts": powerCuts,
  "disk-full": diskFull,
  kill,
  node,
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cycles: { type: "string" },
      seed: { type: "string", default: "1" },
      port: { type: "string" },
    },
  });
  const [name = ""] = positionals;
  const fault = faults[name];
  if (fault === undefined) return list(name);
  const cycles = Number(values.cycles ?? fault.cycles);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(cycles) || cycles < 1 || !Number.isSafeInteger(seed) || seed < 0) {
    say("--cycles and --seed are whole numbers");
    return 1;
  }
  const started = performance.now();
  const { passed, failed } = await fault.run({ cycles, seed, options: values, say });
  say(`${((performance.now() - started) / 1000).toFixed(1)} s`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function list(name: string): number {
  if (name !== "") say(`There is no fault named "${name}". There are:`);
  for (const [known, { about, cycles }] of Object.entries(faults))
    say(`${known.padEnd(12)} ${about} (${cycles} cycles)`);
  return name === "" ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
