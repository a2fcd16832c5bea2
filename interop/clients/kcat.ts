/** kcat: an old librdkafka (2.0 on Debian 12), which looks at exact versions of the protocol. */
import type { Broker } from "../foundation/broker.ts";
import { mustRun } from "../foundation/processes.ts";
import { toolchain } from "../foundation/toolchains.ts";
import { type CallResult, type Client, tryCall } from "./client.ts";

const count = 1000;
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];
const topic = "kcat";

export const kcat: Client = {
  name: "kcat",
  run: async (broker) => {
    const program = await toolchain("kcat");
    const kcat = (given: readonly string[], input?: string) =>
      mustRun(program, ["-b", broker.bootstrap, ...given], { input, timeoutMs: 60_000 });
    return calls(broker, kcat);
  },
};

type Kcat = (given: readonly string[], input?: string) => Promise<string>;

async function calls(broker: Broker, kcat: Kcat): Promise<CallResult[]> {
  const results: CallResult[] = [];
  const call = async (name: string, body: () => Promise<boolean | string>): Promise<void> => {
    results.push(await tryCall(name, body));
  };
  await call("describeCluster", async () => {
    const found = JSON.parse(await kcat(["-L", "-J"])) as { brokers: { name: string }[] };
    const names = found.brokers.map(({ name }) => name);
    return (
      (names.length === broker.count && names.includes(broker.bootstrap)) || JSON.stringify(found.brokers)
    );
  });
  for (const codec of codecs) {
    await call(`produce ${codec}`, async () => {
      const lines = Array.from({ length: count }, (_, i) => `key-${i}\t${codec}-${i}`);
      const settings = ["-X", "enable.idempotence=true", "-X", "linger.ms=20", "-H", `codec=${codec}`];
      await kcat(["-P", "-t", topic, "-K", "\\t", "-z", codec, ...settings], `${lines.join("\n")}\n`);
      return true;
    });
  }
  await call("createTopics by use", async () => {
    const found = JSON.parse(await kcat(["-L", "-J", "-t", topic])) as {
      topics: { partitions: unknown[] }[];
    };
    return found.topics[0]?.partitions.length === 2 || JSON.stringify(found.topics);
  });
  await call("consume", async () => {
    const output = await kcat(["-C", "-q", "-e", "-t", topic, "-o", "beginning", "-f", "%p %o %h %s\\n"]);
    return checkRecords(output);
  });
  await call("consume with a group", async () => {
    const common = ["-q", "-c", String(count * codecs.length), "-f", "%p %o %h %s\\n"];
    return checkRecords(await kcat([...common, "-X", "auto.offset.reset=earliest", "-G", topic, topic]));
  });
  await call("offsetsForTimes", async () => {
    const output = await kcat(["-Q", "-t", `${topic}:0:-1`, "-t", `${topic}:1:-1`]);
    const sum = [...output.matchAll(/offset (\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
    return sum === count * codecs.length || output;
  });
  return results;
}

function checkRecords(output: string): boolean | string {
  const values = new Set<string>();
  const next = new Map<string, number>();
  for (const line of output.trimEnd().split("\n")) {
    const [partition = "", offset, headers, value = ""] = line.split(" ");
    if (Number(offset) !== (next.get(partition) ?? 0)) return `out of order: ${line}`;
    next.set(partition, Number(offset) + 1);
    if (headers !== `codec=${value.split("-")[0]}`) return `header and value differ: ${line}`;
    values.add(value);
  }
  return values.size === count * codecs.length || `${values.size} values`;
}
