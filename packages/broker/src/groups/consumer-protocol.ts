import { featureNames } from "@ottla/cluster";
import type { Broker } from "../services.ts";

/** Whether the cluster speaks the protocol of KIP-848: `group.version`, and `group.coordinator.rebalance.protocols`. */
export function hasConsumerProtocol({ config, image }: Broker): boolean {
  const level = image.features.finalized.get(featureNames.groupVersion) ?? 0;
  return level >= 1 && config["group.coordinator.rebalance.protocols"].includes("consumer");
}
