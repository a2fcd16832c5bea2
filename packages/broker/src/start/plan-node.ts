import { type BrokerConfigValues, checkBroker, faultText, staticVoters } from "@ottla/cluster";
import { type Identity, planIdentities } from "./identities.ts";
import { type PlannedListener, planListeners } from "./plan-listeners.ts";
import { StartFault } from "./start-fault.ts";

/** What a node shall be, checked as far as that goes without touching anything. */
export interface NodePlan {
  readonly nodeId: number;
  readonly isBroker: boolean;
  /** The ids that it answers under, its own first. */
  readonly identities: readonly Identity[];
  /** Of all of them. */
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
  const { values: config, listeners, faults, unknown } = checkBroker(given);
  if (faults.length > 0) throw new StartFault(...faults.map(faultText));
  const logDirectories = (config["log.dirs"] ?? config["log.dir"]).map(options.absolute);
  if (new Set(logDirectories).size < logDirectories.length) {
    throw new StartFault("log.dirs: names a directory twice. Leave it there once.");
  }
  const voters = staticVoters(config).map(({ id }) => id);
  const metadataDirectory = config["metadata.log.dir"];
  return {
    nodeId: config["node.id"],
    isBroker: config["process.roles"].includes("broker"),
    ...planIdentities(given, config, planListeners(listeners, options.hostName)),
    logDirectories,
    metadataDirectory: metadataDirectory === null ? logDirectories[0]! : options.absolute(metadataDirectory),
    staticVoters: voters.length === 0 ? null : voters,
    clusterId: options.clusterId,
    given,
    config,
    unknownKeys: unknown,
  };
}
