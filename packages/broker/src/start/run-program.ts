import { hostname } from "node:os";
import { resolve } from "node:path";
import { LogDirectoryError } from "@ottla/log";
import { nodeWorld, type World } from "@ottla/runtime";
import { isLevelName, LogLevels } from "../telemetry/log-levels.ts";
import { help, parseArguments } from "./arguments.ts";
import { Ending } from "./ending.ts";
import { givenSettings } from "./given-settings.ts";
import { type NodePlan, planNode } from "./plan-node.ts";
import { RunningNode } from "./running-node.ts";
import { StartFault } from "./start-fault.ts";

/** Starts a node, keeps it until it is told to stop or cannot go on, and resolves to the exit code of the process. */
export async function runProgram(given: readonly string[]): Promise<number> {
  const world = nodeWorld();
  // Whoever reads our one line may be gone: that is no reason to end.
  process.stdout.on("error", () => undefined);
  try {
    const options = parseArguments(given);
    if (options.wantsHelp) {
      process.stdout.write(help);
      return 0;
    }
    const settings = await givenSettings({
      given: options,
      environment: process.env,
      disk: world.disk,
      absolute: resolvePath,
    });
    const clusterId = process.env["CLUSTER_ID"] ?? null;
    const plan = planNode(settings, { hostName: hostname(), clusterId, absolute: resolvePath });
    return await runNode(plan, world);
  } catch (error) {
    for (const line of explain(error)) process.stderr.write(`${line}\n`);
    return 1;
  }
}

/** Relative paths begin in the working directory. */
function resolvePath(path: string): string {
  return resolve(path);
}

async function runNode(plan: NodePlan, world: World): Promise<number> {
  const level = process.env["KAFKA_LOG4J_ROOT_LOGLEVEL"]?.toUpperCase() ?? "INFO";
  const logLevels = new LogLevels({
    level: isLevelName(level) ? level : "INFO",
    format: process.stderr.isTTY ? "pretty" : "json",
  });
  const logger = logLevels.logger({ component: "node" });
  const ending = new Ending(process, world.clock);
  const node = await RunningNode.start({ plan, world, logLevels, onFailure: (error) => ending.fail(error) });
  if (plan.unknownKeys.length > 0) {
    logger.warn({ keys: plan.unknownKeys }, "settings that nothing here knows have no effect");
  }
  process.stdout.write(`${readyLine(plan, node)}\n`);

  const reason = await ending.reason;
  if (reason.kind === "failure") logger.error({ error: reason.error }, "the node cannot go on and stops");
  try {
    await node.stop();
  } catch (error) {
    logger.error({ error }, "the node could not stop in order");
    if (reason.kind === "signal") return 1;
  }
  if (reason.kind === "signal") return 0;
  process.stderr.write(`Ottla stopped because it could not go on: ${reason.error.message}\n`);
  return 1;
}

function readyLine(
  { nodeId, isBroker, logDirectories }: NodePlan,
  { listeners, clusterId }: RunningNode,
): string {
  const addresses = listeners
    .filter(({ kind }) => kind === (isBroker ? "broker" : "controller"))
    .map(({ name, advertised: { host, port } }) => `${name}://${host}:${port}`);
  return `Ottla is ready on ${addresses.join(", ")} (node ${nodeId}, cluster ${clusterId}, data in ${logDirectories.join(", ")})`;
}

/** What an operator can mend is told without a stack; anything else is ours to mend, and needs one. */
function explain(error: unknown): string[] {
  if (error instanceof StartFault)
    return ["Ottla cannot start:", ...error.faults.map((fault) => `  ${fault}`)];
  if (error instanceof LogDirectoryError) return ["Ottla cannot start:", `  ${error.message}`];
  return ["Ottla cannot start, and it is not known why:", `  ${(error as Error).stack ?? String(error)}`];
}
