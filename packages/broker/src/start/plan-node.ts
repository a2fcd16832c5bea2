import { type BrokerConfigValues, brokerConfigs } from "@ottla/cluster";
import { type PlannedListener, planListeners } from "./plan-listeners.ts";
import { StartFault } from "./start-fault.ts";

/** What a node shall be, checked as far as that goes without touching anything. */
export interface NodePlan {
  readonly nodeId: number;
  readonly isBroker: boolean;
  readonly listeners: readonly PlannedListener[];
  /** Absolute. */
  readonly logDirectories: readonly string[];
  /** The one of them that holds the metadata log, or another. */
  readonly metadataDirectory: string;
  /** Ids in `controller.quorum.voters`; null where that is not set. */
  readonly staticVoters: readonly number[] | null;
  /** What a new cluster shall be called; null: it gets an id of its own. */
  readonly clusterId: string | null;
  /** Settings as they were given, those unknown included. */
  readonly given: ReadonlyMap<string, string>;
  /** At the start; what changes while the node runs is not here. */
  readonly config: BrokerConfigValues;
  /** Keys that no component has. */
  readonly unknownKeys: readonly string[];
}

/** Throws StartFault with all that is wrong at once. */
export function planNode(
  given: ReadonlyMap<string, string>,
  options: {
    readonly hostName: string;
    readonly clusterId: string | null;
    readonly absolute: (path: string) => string;
  },
): NodePlan {
  const { values: config, faults: parseFaults, unknown } = brokerConfigs.parse(given);
  const faults = parseFaults.map(({ message }) => message);
  // Rules between settings would only repeat what is wrong with one of them.
  if (faults.length > 0) throw new StartFault(...faults);
  const fault = (key: string, text: string): void => void faults.push(`${key}: ${text}`);

  const roles = checkRoles(config, fault);
  const listeners = planListeners(config, {
    roles,
    hostName: options.hostName,
    hasProtocolMap: given.has("listener.security.protocol.map"),
    fault,
  });
  const logDirectories = (config["log.dirs"] ?? config["log.dir"]).map(options.absolute);
  if (new Set(logDirectories).size < logDirectories.length) fault("log.dirs", "names a directory twice");
  const staticVoters = checkVoters(config, fault);
  if (faults.length > 0) throw new StartFault(...faults);

  const metadataDirectory = config["metadata.log.dir"];
  return {
    nodeId: config["node.id"],
    isBroker: roles.has("broker"),
    listeners,
    logDirectories,
    metadataDirectory: metadataDirectory === null ? logDirectories[0]! : options.absolute(metadataDirectory),
    staticVoters,
    clusterId: options.clusterId,
    given,
    config,
    unknownKeys: unknown,
  };
}

type Fault = (key: string, fault: string) => void;

function checkRoles(config: BrokerConfigValues, fault: Fault): ReadonlySet<string> {
  const roles = new Set(config["process.roles"]);
  if (config["node.id"] < 0) fault("node.id", "must be set, to a number of 0 or more that no other node has");
  if (roles.size === 0) fault("process.roles", "must be broker,controller or controller");
  if (roles.has("broker") && !roles.has("controller")) {
    fault(
      "process.roles",
      "broker alone needs a controller in another process, which is not built yet: set broker,controller",
    );
  }
  return roles;
}

function checkVoters(config: BrokerConfigValues, fault: Fault): number[] | null {
  const voters = config["controller.quorum.voters"].map((text) => Number(text.split("@")[0]));
  if (voters.length === 0) return null;
  if (voters.length > 1) {
    fault("controller.quorum.voters", "names several voters, and a quorum of more than one is not built yet");
  } else if (voters[0] !== config["node.id"]) {
    fault(
      "controller.quorum.voters",
      `names node ${voters[0]}, but this is node ${config["node.id"]} (node.id)`,
    );
  }
  return voters;
}
