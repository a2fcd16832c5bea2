import { hostname } from "node:os";
import { resolve } from "node:path";
import { nodeWorld, type World } from "@ottla/runtime";
import { type KafkaLevel, LogLevels } from "../telemetry/log-levels.ts";
import { completedSettings } from "./given-settings.ts";
import { planNode } from "./plan-node.ts";
import { RunningNode } from "./running-node.ts";

export interface StartOptions {
  /** By Kafka's keys; what a single node needs and nobody set is filled in. */
  readonly settings: Readonly<Record<string, string>>;
  /** This machine, if not given. */
  readonly world?: World;
  /** `WARN`, if not given. */
  readonly logLevel?: KafkaLevel;
  /** Where lines of the log go; standard error, if not given. */
  readonly log?: (line: string) => void;
  /** The node cannot go on, and is to be stopped. Without this, it is stopped at once. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Starts a node in this process: a broker and its controller, unless `process.roles` says otherwise. It serves clients when
 * this resolves. Rejects with `StartFault` or `LogDirectoryError`, whose messages name key or path, fault and remedy.
 *
 * @example
 * const node = await startNode({ settings: { "log.dirs": directory, listeners: "PLAINTEXT://127.0.0.1:0" } });
 * const { host, port } = node.address("PLAINTEXT");
 * await node.stop();
 */
export async function startNode(options: StartOptions): Promise<RunningNode> {
  const { settings, logLevel = "WARN", log } = options;
  const plan = planNode(completedSettings(new Map(Object.entries(settings))), {
    hostName: hostname(),
    clusterId: null,
    absolute: (path) => resolve(path),
  });
  let node: RunningNode | null = null;
  node = await RunningNode.start({
    plan,
    world: options.world ?? nodeWorld(),
    logLevels: new LogLevels({ level: logLevel, format: "json", write: log }),
    onFailure(error) {
      if (options.onFailure !== undefined) options.onFailure(error);
      else if (node !== null) void stopQuietly(node);
    },
  });
  return node;
}

/** Why it ends is in the log; what else goes wrong in stopping is of no use to anybody. */
async function stopQuietly(node: RunningNode): Promise<void> {
  try {
    await node.stop();
  } catch {
    // As said.
  }
}
