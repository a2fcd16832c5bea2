import { type Disk, parseProperties, settingsFromEnvironment } from "@ottla/runtime";
import type { Arguments } from "./arguments.ts";
import { StartFault } from "./start-fault.ts";

/**
 * Everything that was set, the last word winning: the file, then variables of the environment, then the command line. What
 * a single node needs and nobody set is filled in.
 */
export async function givenSettings(options: {
  readonly given: Arguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly disk: Disk;
  readonly absolute: (path: string) => string;
}): Promise<Map<string, string>> {
  const { given, environment, disk, absolute } = options;
  const file = given.configFile === null ? new Map() : await readFile(disk, absolute(given.configFile));
  return completedSettings(new Map([...file, ...settingsFromEnvironment(environment), ...given.settings]));
}

async function readFile(disk: Disk, path: string): Promise<ReadonlyMap<string, string>> {
  let content: Buffer | null;
  try {
    content = await disk.readFile(path);
  } catch (error) {
    throw new StartFault(`--config ${path}: the file cannot be read: ${(error as Error).message}`);
  }
  if (content === null) throw new StartFault(`--config ${path}: there is no such file`);
  try {
    return parseProperties(content.toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StartFault(`--config ${path}: ${error.message}`);
  }
}

const controllerListener = "CONTROLLER";

/** Kafka's own defaults, which nothing can be kept on more brokers than. */
const internalReplicas = 3;
const internalMinInsync = 2;

/** There is one node, with one broker or a few virtual ones, so that nothing can be kept on more. */
function forOneNode(brokerCount: number): Readonly<Record<string, string>> {
  const replicas = `${Math.min(brokerCount, internalReplicas)}`;
  const inSync = `${Math.min(brokerCount, internalMinInsync)}`;
  return {
    "offsets.topic.replication.factor": replicas,
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.min.isr": inSync,
  };
}

/**
 * The settings of Kafka's own `config/server.properties` where nobody said otherwise. Whoever sets `process.roles` knows what a
 * node is made of, and says how it listens.
 */
export function completedSettings(given: ReadonlyMap<string, string>): Map<string, string> {
  const brokerCount = brokerCountOf(given);
  const settings = new Map([...Object.entries(forOneNode(brokerCount)), ...given]);
  if (!given.has("log.dirs") && !given.has("log.dir")) settings.set("log.dirs", "data");
  if (given.has("process.roles")) return settings;

  settings.set("process.roles", "broker,controller");
  if (!given.has("node.id") && !given.has("broker.id")) settings.set("node.id", "1");
  const names = given.get("controller.listener.names") ?? controllerListener;
  settings.set("controller.listener.names", names);
  const listeners = listenersOf(given.get("listeners"), names, brokerCount);
  settings.set("listeners", listeners);
  if (!given.has("advertised.listeners")) settings.set("advertised.listeners", onLocalhost(listeners));
  return settings;
}

/** A node that was only told where clients come in has its controller's port chosen, out of the network's reach. */
function listenersOf(given: string | undefined, controllerNames: string, brokerCount: number): string {
  // Virtual brokers need the ports that follow.
  if (given === undefined)
    return `PLAINTEXT://:9092,${controllerListener}://${brokerCount > 1 ? "localhost:0" : ":9093"}`;
  const names = new Set(given.split(",").map((text) => text.trim().split("://")[0]?.toUpperCase()));
  const hasController = controllerNames.split(",").some((name) => names.has(name.trim().toUpperCase()));
  return hasController ? given : `${given},${controllerListener}://localhost:0`;
}

/** A number that cannot be read is refused when all settings are. */
function brokerCountOf(given: ReadonlyMap<string, string>): number {
  const count = Number(given.get("test.virtual.brokers") ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

/** The name that a listener on all interfaces goes by. */
function onLocalhost(listeners: string): string {
  return listeners.replaceAll(/:\/\/(?:0\.0\.0\.0|\[::\])?:/g, "://localhost:");
}
