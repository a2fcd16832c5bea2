import type { MetadataImage } from "@ottla/cluster";
import type { BrokerNode } from "./cluster-view.ts";

/** Controllers that announced a listener of this name. */
export function controllerNodes(image: MetadataImage, listenerName: string): BrokerNode[] {
  return [...image.cluster.controllers.values()].flatMap(({ id, listeners }) => {
    const listener = listeners.find(({ name }) => name === listenerName);
    if (listener === undefined) return [];
    return [{ nodeId: id, host: listener.host, port: listener.port, rack: null, isFenced: false }];
  });
}
