import { type EffectiveConfigs, parseIpLimits } from "@ottla/cluster";
import type { ServerLimits } from "../network/socket-server.ts";

/** Requests of one connection that are read ahead. Clients have a handful in flight. */
const maxQueuedRequests = 64;
/** Largest memory for requests of all connections together, where `queued.max.request.bytes` does not say. */
const defaultRequestBytes = 512 * 1024 * 1024;
/** Largest memory for answers that clients have not taken. */
const maxResponseBytes = 256 * 1024 * 1024;

/** Bounds of the network, as the settings have them now. */
export function serverLimits(configs: EffectiveConfigs): ServerLimits {
  const given = configs.broker["queued.max.request.bytes"];
  const maxFrameBytes = configs.broker["socket.request.max.bytes"];
  return {
    maxFrameBytes,
    maxQueuedRequests,
    maxQueuedBytes: maxFrameBytes,
    maxRequestBytes: given > 0 ? given : Math.max(defaultRequestBytes, 2 * maxFrameBytes),
    maxResponseBytes,
    get maxConnections() {
      return configs.broker["max.connections"];
    },
    get maxIdleMs() {
      return configs.broker["connections.max.idle.ms"];
    },
    maxConnectionsOf: (address) =>
      overrides(configs.broker["max.connections.per.ip.overrides"]).get(address) ??
      configs.broker["max.connections.per.ip"],
  };
}

/** Checked at the start and at every change, so that it can be read. */
function overrides(text: string): ReadonlyMap<string, number> {
  const limits = parseIpLimits(text);
  return "fault" in limits ? new Map() : limits;
}
