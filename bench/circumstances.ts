/** Where and with what the figures come about: without that they mean nothing to anybody else. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { python } from "../interop/clients/python.ts";
import { root } from "../interop/foundation/places.ts";
import { mustRun, run } from "../interop/foundation/processes.ts";
import { java, toolchain } from "../interop/foundation/toolchains.ts";
import { kafkaVersion } from "../interop/reference/install.ts";
import type { Circumstances } from "./results.ts";

export async function circumstances(rounds: number): Promise<Omit<Circumstances, "failed">> {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const memoryGiB = (totalmem() / 1024 ** 3).toFixed(0);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors.length} × ${model}, ${memoryGiB} GiB, ${type()} ${release()}, ${process.arch}`,
    versions: [
      `Ottla ${await ottlaVersion()} on Node ${process.versions.node}`,
      `Apache Kafka ${kafkaVersion} (default settings, -Xmx1g -Xms1g) on ${await javaVersion()}`,
      `clients: Apache Kafka's own tools; librdkafka ${await librdkafkaVersion()}; programs built by ${await goVersion()}`,
    ],
    rounds,
  };
}

async function ottlaVersion(): Promise<string> {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const commit = await run("git", ["rev-parse", "--short", "HEAD"], { cwd: root }).catch(() => null);
  return commit?.code === 0 ? `${version} (${commit.output.trim()})` : version;
}

/** Java tells its version on its error stream, and the runtime's name in the second line. */
async function javaVersion(): Promise<string> {
  const { errors, output } = await run(await java(), ["-version"]);
  return `${errors}${output}`.split("\n")[1]?.trim() ?? "an unknown Java";
}

async function librdkafkaVersion(): Promise<string> {
  const program = "import confluent_kafka; print(confluent_kafka.libversion()[0])";
  return (await mustRun(await python(), ["-c", program])).trim();
}

async function goVersion(): Promise<string> {
  return (await mustRun(await toolchain("go"), ["env", "GOVERSION"])).trim();
}
