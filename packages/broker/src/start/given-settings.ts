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

/** There is one node, so that nothing can be kept on more. */
const forOneNode: Readonly<Record<string, string>> = {
  "offsets.topic.replication.factor": "1",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "share.coordinator.state.topic.replication.factor": "1",
  "share.coordinator.state.topic.min.isr": "1",
};

/**
 * The settings of Kafka's own `config/server.properties` where nobody said otherwise. Whoever sets `process.roles` knows what a
 * node is made of, and says how it listens.
 */
export function completedSettings(given: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map([...Object.entries(forOneNode), ...given]);
  if (!given.has("log.dirs") && !given.has("log.dir")) settings.set("log.dirs", "data");
  if (given.has("process.roles")) return settings;

  settings.set("process.roles", "broker,controller");
  if (!given.has("node.id") && !given.has("broker.id")) settings.set("node.id", "1");
  const names = given.get("controller.listener.names") ?? controllerListener;
  settings.set("controller.listener.names", names);
  const listeners = listenersOf(given.get("listeners"), names);
  settings.set("listeners", listeners);
  if (!given.has("advertised.listeners")) settings.set("advertised.listeners", onLocalhost(listeners));
  return settings;
}

/** A node that was only told where clients come in has its controller's port chosen, out of the network's reach. */
function listenersOf(given: string | undefined, controllerNames: string): string {
  if (given === undefined) return `PLAINTEXT://:9092,${controllerListener}://:9093`;
  const names = new Set(given.split(",").map((text) => text.trim().split("://")[0]?.toUpperCase()));
  const hasController = controllerNames.split(",").some((name) => names.has(name.trim().toUpperCase()));
  return hasController ? given : `${given},${controllerListener}://localhost:0`;
}

/** The name that a listener on all interfaces goes by. */
function onLocalhost(listeners: string): string {
  return listeners.replaceAll(/:\/\/(?:0\.0\.0\.0|\[::\])?:/g, "://localhost:");
}
