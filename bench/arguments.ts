/** What the command line of the benchmarks says. */
import { parseArgs } from "node:util";

export interface Arguments {
  readonly what: "list" | "table" | "rows" | "peers";
  /** Names of rows or of peers, as `what` says. */
  readonly names: readonly string[];
  readonly rounds: number;
  readonly scale: number;
}

export interface Known {
  readonly rows: readonly string[];
  readonly peers: readonly string[];
}

/** All that is wrong with a command line, in words for whoever typed it. */
export class WrongArguments extends Error {}

/** Takes a command line apart; throws {@link WrongArguments} with every fault that it has. */
export function argumentsOf(given: readonly string[], known: Known): Arguments {
  const { values, positionals } = parsed(given);
  const rows = values.row ?? [];
  const rounds = Number(values.rounds);
  const scale = Number(values.scale);
  const faults = [
    ...unknownIn(rows, known.rows).map((name) => `There is no row named "${name}"; --list tells all.`),
    ...unknownIn(positionals, known.peers).map(
      (name) => `There is no benchmark named "${name}"; --list tells all.`,
    ),
  ];
  if (rows.length > 0 && positionals.length > 0) faults.push("Rows and other benchmarks run one at a time.");
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) faults.push("--rounds takes 1 to 100.");
  if (!(scale > 0 && scale <= 100)) faults.push("--scale takes a number above 0, up to 100.");
  if (faults.length > 0) throw new WrongArguments(faults.join("\n"));
  if (values.list) return { what: "list", names: [], rounds, scale };
  if (positionals.length > 0) return { what: "peers", names: positionals, rounds, scale };
  if (rows.length > 0) return { what: "rows", names: rows, rounds, scale };
  return { what: "table", names: known.rows, rounds, scale };
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        row: { type: "string", multiple: true },
        rounds: { type: "string", default: "5" },
        scale: { type: "string", default: "1" },
        list: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new WrongArguments((error as Error).message, { cause: error });
  }
}

function unknownIn(names: readonly string[], known: readonly string[]): string[] {
  return names.filter((name) => !known.includes(name));
}
