/**
 * Ottla among others: clients that none of us wrote, and Apache Kafka itself.
 *
 *     npm run interop -- [NAME…] [--target ottla|kafka] [--seed S] [--only PATTERN] [--count N]
 *
 * Without a name it lists them. `--target kafka` runs a show against Apache Kafka, which must pass all of them too.
 */
import { parseArgs } from "node:util";
import { fail, finish, messageOf, say, skip } from "./foundation/report.ts";
import { MissingToolchain } from "./foundation/toolchains.ts";
import type { Options } from "./options.ts";

interface Show {
  readonly about: string;
  readonly run: (options: Options) => Promise<void>;
}

/** Each is loaded when it is asked for: most need programs and data that the others do not. */
const shows: Record<string, Show> = {
  brokers: {
    about: "every foreign client makes every call it has, to a node that stands in for three brokers",
    run: async (options) => (await import("./clients/table.ts")).brokers(options),
  },
  clients: {
    about: "every foreign client makes every call it has",
    run: async (options) => (await import("./clients/table.ts")).clients(options),
  },
  directories: {
    about: "data directories go back and forth between Ottla and Apache Kafka",
    run: async (options) => (await import("./directories/directories.ts")).directories(options),
  },
  fuzz: {
    about: "frames that nobody should send, over real connections",
    run: async (options) => (await import("./fuzz/fuzz.ts")).fuzz(options),
  },
  million: {
    about: "a million real lines, produced and consumed by foreign clients",
    run: async (options) => (await import("./million/million.ts")).million(options),
  },
  ready: {
    about: "how soon it is ready, how little it takes, how it stops, and why it does not start",
    run: async (options) => (await import("./ready/ready.ts")).ready(options),
  },
  requests: {
    about: "the same requests have the same answers from Apache Kafka",
    run: async (options) => (await import("./requests/requests.ts")).requests(options),
  },
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      target: { type: "string", default: "ottla" },
      port: { type: "string", default: "21300" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
      count: { type: "string" },
      reference: { type: "string", default: "live" },
      record: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.filter((name) => shows[name] === undefined);
  if (positionals.length === 0 || unknown.length > 0) {
    for (const name of unknown) say(`There is no show named "${name}".`);
    for (const [name, { about }] of Object.entries(shows)) say(`${name.padEnd(14)} ${about}`);
    return unknown.length > 0 ? 1 : 0;
  }
  const options: Options = {
    target: oneOf("target", values.target, ["ottla", "kafka"]),
    port: Number(values.port),
    seed: Number(values.seed),
    only: values.only === undefined ? undefined : new RegExp(values.only, "i"),
    count: values.count === undefined ? undefined : Number(values.count),
    reference: oneOf("reference", values.reference, ["live", "golden"]),
    record: values.record,
  };
  for (const name of positionals) await runShow(name, options);
  return finish();
}

async function runShow(name: string, options: Options): Promise<void> {
  say(`${name}: ${shows[name]!.about} (target ${options.target}, seed ${options.seed})`);
  try {
    await shows[name]!.run(options);
  } catch (error) {
    if (error instanceof MissingToolchain) skip(name, error.message);
    else fail(name, messageOf(error));
  }
}

function oneOf<T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new Error(`--${option} is one of ${allowed.join(", ")}, and not "${given}"`);
  return found;
}
