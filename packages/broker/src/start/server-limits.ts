import type { EffectiveConfigs } from "@ottla/cluster";
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

/** `10.0.0.1:200,::1:50` */
function overrides(text: string): ReadonlyMap<string, number> {
  const entries = text.split(",").filter((entry) => entry.trim() !== "");
  return new Map(
    entries.map((entry) => {
      const colon = entry.lastIndexOf(":");
      return [entry.slice(0, colon).trim(), Number(entry.slice(colon + 1))];
    }),
  );
}
