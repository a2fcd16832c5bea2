/** confluent-kafka (librdkafka) and kafka-python, in a virtual environment of their own. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, root } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";
import { say } from "../foundation/report.ts";
import { toolchain } from "../foundation/toolchains.ts";
import { type Client, runCalls } from "./client.ts";

const packages = [
  "confluent-kafka==2.16.1",
  "kafka-python==3.0.12",
  "python-snappy==0.7.3",
  "lz4==4.4.5",
  "zstandard==0.25.0",
];

/** The Python of the environment that has our packages; made once. */
export async function python(): Promise<string> {
  const environment = join(cache, "python");
  const program = join(environment, "bin/python");
  const stamp = join(environment, "installed.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === packages.join("\n")) return program;
  say("  …     installing the Python clients with pip (once)");
  await mustRun(await toolchain("python3"), ["-m", "venv", "--clear", environment]);
  await mustRun(program, ["-m", "pip", "install", "-q", ...packages], { timeoutMs: 600_000 });
  writeFileSync(stamp, packages.join("\n"));
  return program;
}

function pythonClient(name: string, file: string, label: string, env: Record<string, string> = {}): Client {
  return {
    name,
    run: async (broker) =>
      runCalls(broker, await python(), [join(root, "interop/clients/python", file)], {
        label,
        env: { ...env, PYTHONDONTWRITEBYTECODE: "1" },
      }),
  };
}

export const pythonClients: readonly Client[] = [
  pythonClient("confluent classic", "confluent.py", "confluent-classic", { GROUP_PROTOCOL: "classic" }),
  pythonClient("confluent consumer", "confluent.py", "confluent-consumer", { GROUP_PROTOCOL: "consumer" }),
  pythonClient("kafka-python", "kafka_python.py", "kafka-python"),
];
