import { relative } from "node:path";
import { test } from "node:test";
import { Simulation } from "./simulation.ts";

export interface SimulateOptions {
  /** How many lives. */
  readonly seeds: number;
  /** The first seed; the others follow. */
  readonly firstSeed?: number;
}

/**
 * A test that lives through many seeds. When one fails, the test ends, and its error begins with the one line that replays
 * just that seed. `OTTLA_SEED=n` lives through that seed only; `OTTLA_SEEDS=n` through so many.
 */
export function simulate(
  name: string,
  { seeds, firstSeed = 1 }: SimulateOptions,
  body: (simulation: Simulation) => Promise<void>,
): void {
  test(name, async (context) => {
    const only = numberFrom("OTTLA_SEED");
    const first = only ?? firstSeed;
    const count = only === null ? (numberFrom("OTTLA_SEEDS") ?? seeds) : 1;
    for (let seed = first; seed < first + count; seed++) {
      try {
        const simulation = new Simulation({ seed });
        await simulation.run(() => body(simulation));
      } catch (error) {
        throw new Error(`${replayLine(seed, name, context.filePath)}\n${textOf(error)}`, { cause: error });
      }
    }
  });
}

function replayLine(seed: number, name: string, file: string | undefined): string {
  const path = file === undefined ? "" : ` ${relative(process.cwd(), file)}`;
  return `OTTLA_SEED=${seed} node --conditions=source --test --test-name-pattern=${JSON.stringify(name)}${path}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function numberFrom(variable: string): number | null {
  const text = process.env[variable];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${variable}=${text} is not a whole number`);
  return value;
}
