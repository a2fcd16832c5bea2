/**
 * Benchmarks: each measures Ottla and a peer in the same run on the same machine, and prints their ratio last.
 *
 *     npm run bench                           the whole table beside Apache Kafka, into bench/RESULTS.md
 *     npm run bench -- --row NAME             a row of it (--row again for another)
 *     npm run bench -- NAME                   a part of ours beside something else: --list tells which
 *     npm run bench -- soak                   an hour at half of the top rate, in which nothing may grow
 *     npm run bench -- --list
 *
 * `--rounds N` says how many rounds count, 5 by default; `--scale F` does a fraction of the work, to try a row out.
 * `--hours N` and `--rate MB/S` are of the soak.
 */
import { writeFileSync } from "node:fs";
import { type Arguments, argumentsOf, WrongArguments } from "./arguments.ts";
import { Brokers } from "./brokers.ts";
import { circumstances } from "./circumstances.ts";
import { type Comparison, compare } from "./comparison.ts";
import { Progress } from "./progress.ts";
import { ratioLine, resultsPage } from "./results.ts";
import { measureRow } from "./rounds.ts";
import type { Row } from "./row.ts";
import { soak } from "./soak/soak.ts";
import { table } from "./table.ts";

interface Peer {
  readonly about: string;
  /** The last line: a ratio, and of what. */
  readonly run: () => Promise<string>;
}

/** Parts of ours beside something that is not a broker. */
const peers: Record<string, Peer> = {
  codec: {
    about: "messages of the protocol to bytes and back, beside JSON",
    run: async () => (await import("./codec.ts")).codec(),
  },
  crc32c: {
    about: "the checksum of record batches, beside the zlib of Node",
    run: async () => (await import("./crc32c.ts")).checksums(),
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main(given: readonly string[]): Promise<number> {
  try {
    const known = { rows: table.map(({ name }) => name), peers: Object.keys(peers) };
    return await act(argumentsOf(given, known));
  } catch (error) {
    if (!(error instanceof WrongArguments)) throw error;
    say(error.message);
    return 1;
  }
}

async function act(asked: Arguments): Promise<number> {
  const { what, names } = asked;
  switch (what) {
    case "list":
      list();
      return 0;
    case "peers":
      for (const name of names) {
        say(`${name}: ${peers[name]!.about}`);
        say(await peers[name]!.run());
      }
      return 0;
    case "soak":
      return (await soak(asked)) ? 0 : 1;
    case "rows":
    case "table":
      return measure(
        table.filter(({ name }) => names.includes(name)),
        asked,
      );
  }
}

/** A row that fails is told, and the others are measured all the same. */
async function measure(rows: readonly Row[], { what, rounds, scale }: Arguments): Promise<number> {
  const brokers = new Brokers();
  const comparisons: Comparison[] = [];
  const failed: string[] = [];
  const progress = new Progress(rows, { rounds, scale });
  say(progress.beginning);
  try {
    for (const row of rows) {
      say(`${row.name}: ${row.about}`);
      try {
        const compared = compare(row, await measureRow(row, brokers, { rounds, scale }));
        comparisons.push(...compared);
        for (const each of compared.toReversed()) say(ratioLine(each));
      } catch (error) {
        failed.push(row.name);
        say(`${row.name} failed: ${error instanceof Error ? error.message : String(error)}`);
        // The next row shall not meet what is left of this one.
        await brokers.stop().catch((problem: unknown) => say(String(problem)));
      }
      if (what === "table" && scale === 1) await writePage(comparisons, { rounds, failed });
      say(`${row.name} ${progress.rowDone()}`);
    }
  } finally {
    await brokers.stop();
  }
  if (failed.length > 0) say(`failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
}

/** After every row, so that a long run that is cut short leaves what it has found out. */
async function writePage(
  comparisons: readonly Comparison[],
  { rounds, failed }: { rounds: number; failed: readonly string[] },
): Promise<void> {
  const page = resultsPage(comparisons, { ...(await circumstances(rounds)), failed });
  writeFileSync(new URL("RESULTS.md", import.meta.url), page);
}

function list(): void {
  for (const { name, about } of table) say(`--row ${name.padEnd(24)} ${about}`);
  for (const [name, { about }] of Object.entries(peers)) say(`${name.padEnd(30)} ${about}`);
  say(`${"soak".padEnd(30)} an hour at half of the top rate, in which nothing may grow`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
