/** What the command line of the benchmarks says. */
import { parseArgs } from "node:util";

export interface Arguments {
  readonly what: "list" | "table" | "rows" | "peers" | "soak";
  /** Names of rows or of peers, as `what` says. */
  readonly names: readonly string[];
  readonly rounds: number;
  readonly scale: number;
  /** How long, and how many MB/s, where it is said: of the soak alone. */
  readonly hours: number;
  readonly rate?: number;
}

export interface Known {
  readonly rows: readonly string[];
  readonly peers: readonly string[];
}

const soak = "soak";

/** All that is wrong with a command line, in words for whoever typed it. */
export class WrongArguments extends Error {}

/** Takes a command line apart; throws {@link WrongArguments} with every fault that it has. */
export function argumentsOf(given: readonly string[], known: Known): Arguments {
  const { values, positionals } = parsed(given);
  const rows = values.row ?? [];
  const rounds = Number(values.rounds);
  const scale = Number(values.scale);
  const hours = Number(values.hours ?? 1);
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  const isSoak = positionals.includes(soak);
  const faults = [
    ...unknownIn(rows, known.rows).map((name) => `There is no row named "${name}"; --list tells all.`),
    ...unknownIn(positionals, [...known.peers, soak]).map(
      (name) => `There is no benchmark named "${name}"; --list tells all.`,
    ),
  ];
  if ((rows.length > 0 && positionals.length > 0) || (isSoak && positionals.length > 1))
    faults.push("Rows and other benchmarks run one at a time.");
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) faults.push("--rounds takes 1 to 100.");
  if (!(scale > 0 && scale <= 100)) faults.push("--scale takes a number above 0, up to 100.");
  if (!isSoak && (values.hours ?? values.rate) !== undefined)
    faults.push("--hours and --rate are of the soak.");
  if (!(hours > 0 && hours <= 168)) faults.push("--hours takes a number above 0, up to 168.");
  if (rate !== undefined && !(rate > 0)) faults.push("--rate takes MB/s, above 0.");
  if (faults.length > 0) throw new WrongArguments(faults.join("\n"));
  const all = { names: known.rows, rounds, scale, hours, ...(rate !== undefined && { rate }) };
  if (values.list) return { ...all, what: "list" };
  if (isSoak) return { ...all, what: "soak" };
  if (positionals.length > 0) return { ...all, what: "peers", names: positionals };
  if (rows.length > 0) return { ...all, what: "rows", names: rows };
  return { ...all, what: "table" };
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
        hours: { type: "string" },
        rate: { type: "string" },
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
