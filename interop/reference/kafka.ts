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
import { type Finished, mustRun, type RunOptions, run, startProgram } from "../foundation/processes.ts";
import { java } from "../foundation/toolchains.ts";
import { installKafka } from "./install.ts";

/** A JVM that starts quickly, and one as Kafka's own start script makes it. */
const forTests = ["-Xmx512m", "-Xms256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
const forSpeed = ["-Xmx1g", "-Xms1g", "-server", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"];

/** Starts Apache Kafka; formats the directory first where nothing is in it. */
export async function startKafka(options: BrokerOptions): Promise<Broker> {
  const classPath = await installKafka();
  const settingsFile = writeSettings(scratchFolder("kafka"), commonSettings(options));
  if (!existsSync(join(options.directory, "meta.properties"))) {
    const id = clusterId;
    await kafkaTool("kafka.tools.StorageTool", ["format", "--standalone", "-t", id, "-c", settingsFile]);
  }
  const background = startProgram(await java(), [
    ...(options.purpose === "speed" ? forSpeed : forTests),
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-cp",
    classPath,
    "kafka.Kafka",
    settingsFile,
  ]);
  return brokerOf("kafka", options, background, () => true);
}

/** Every node that we format is of this cluster. */
export const clusterId = "OttlaInteropCluster001";

export interface ToolOptions extends RunOptions {
  readonly purpose?: BrokerOptions["purpose"];
}

/** Runs one of Kafka's tools by its class, to its end. */
export async function runKafkaTool(
  className: string,
  given: readonly string[],
  options: ToolOptions = {},
): Promise<Finished> {
  return run(await java(), await toolArguments(className, given, options), options);
}

/** Runs one of Kafka's tools and answers what it printed; a failure throws. */
export async function kafkaTool(
  className: string,
  given: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  return mustRun(await java(), await toolArguments(className, given, options), options);
}

/** A tool lives for seconds and shall start quickly, unless its speed is what is asked for. */
async function toolArguments(
  className: string,
  given: readonly string[],
  { purpose }: ToolOptions,
): Promise<string[]> {
  const quick = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"];
  return [
    ...(purpose === "speed" ? forSpeed : quick),
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-cp",
    await installKafka(),
    className,
    ...given,
  ];
}
