/** Apache Kafka as a single node: formatted, started, stopped; and its command-line tools. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Broker,
  type BrokerOptions,
  brokerOf,
  commonSettings,
  writeSettings,
} from "../foundation/broker.ts";
import { scratchFolder } from "../foundation/places.ts";
import { type Finished, mustRun, run, startProgram } from "../foundation/processes.ts";
import { java } from "../foundation/toolchains.ts";
import { installKafka } from "./install.ts";

/** Starts Apache Kafka; formats the directory first where nothing is in it. */
export async function startKafka(options: BrokerOptions): Promise<Broker> {
  const classPath = await installKafka();
  const settingsFile = writeSettings(scratchFolder("kafka"), commonSettings(options));
  if (!existsSync(join(options.directory, "meta.properties"))) {
    const id = clusterId;
    await kafkaTool("kafka.tools.StorageTool", ["format", "--standalone", "-t", id, "-c", settingsFile]);
  }
  const quiet = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-XX:+UseSerialGC"];
  const background = startProgram(await java(), [
    "-Xmx512m",
    "-Xms256m",
    ...quiet,
    "-XX:TieredStopAtLevel=1",
    "-cp",
    classPath,
    "kafka.Kafka",
    settingsFile,
  ]);
  return brokerOf("kafka", options, background, () => true);
}

/** Every node that we format is of this cluster. */
export const clusterId = "OttlaInteropCluster001";

/** Runs one of Kafka's tools by its class, to its end. */
export async function runKafkaTool(
  className: string,
  given: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<Finished> {
  return run(await java(), await toolArguments(className, given), options);
}

/** Runs one of Kafka's tools and answers what it printed; a failure throws. */
export async function kafkaTool(
  className: string,
  given: readonly string[],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  return mustRun(await java(), await toolArguments(className, given), options);
}

/** Small heap, quick start: a tool lives for seconds. */
async function toolArguments(className: string, given: readonly string[]): Promise<string[]> {
  const quick = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];
  return [
    ...quick,
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-cp",
    await installKafka(),
    className,
    ...given,
  ];
}
