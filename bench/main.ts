/**
 * Benchmarks: each measures Ottla and a peer in the same run on the same machine, and prints their ratio last.
 *
 *     npm run bench -- [NAME…]
 *
 * Without a name it lists them. On a machine that does other things at the same time, only the ratio means something.
 */
interface Benchmark {
  readonly about: string;
  /** The last line: a ratio, and of what. */
  readonly run: () => Promise<string>;
}

const benchmarks: Record<string, Benchmark> = {
  codec: {
    about: "messages of the protocol to bytes and back, beside JSON",
    run: async () => (await import("./codec.ts")).codec(),
  },
  crc32c: {
    about: "the checksum of record batches, beside the zlib of Node",
    run: async () => (await import("./crc32c.ts")).checksums(),
  },
  produce: {
    about: "records that a foreign client sends, beside Apache Kafka",
    run: async () => (await import("./broker.ts")).produce(),
  },
  fetch: {
    about: "records that a foreign client receives, beside Apache Kafka",
    run: async () => (await import("./broker.ts")).fetch(),
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => benchmarks[name] === undefined);
  if (names.length === 0 || unknown.length > 0) {
    for (const name of unknown) say(`There is no benchmark named "${name}".`);
    for (const [name, { about }] of Object.entries(benchmarks)) say(`${name.padEnd(10)} ${about}`);
    return unknown.length > 0 ? 1 : 0;
  }
  for (const name of names) {
    say(`${name}: ${benchmarks[name]!.about}`);
    say(await benchmarks[name]!.run());
  }
  return 0;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
