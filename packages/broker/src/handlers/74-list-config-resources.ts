import { configResourceTypes } from "@ottla/cluster";
import { errorCode, listConfigResources } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { brokerNodes } from "../metadata/cluster-view.ts";

/** Version 0 knew client metrics only. */
const allTypesSince = 1;
const types = configResourceTypes;

/** 74 ListConfigResources: what has settings, or could have (KIP-1142). */
export const handleListConfigResources = handler(listConfigResources, (request, context) => {
  const supported: number[] =
    context.apiVersion < allTypesSince ? [types.clientMetrics] : Object.values(types);
  const wanted = request.resourceTypes.length === 0 ? supported : request.resourceTypes;
  if (wanted.some((type) => !supported.includes(type))) {
    return { errorCode: errorCode.UNSUPPORTED_VERSION, configResources: [] };
  }
  // In Kafka's order, whatever the order of the question.
  const inOrder = [types.group, types.clientMetrics, types.brokerLogger, types.broker, types.topic];
  return {
    errorCode: errorCode.NONE,
    configResources: inOrder
      .filter((type) => wanted.includes(type))
      .flatMap((resourceType) =>
        namesOf(resourceType, context).map((resourceName) => ({ resourceName, resourceType })),
      ),
  };
});

function namesOf(type: number, { broker, client }: RequestContext): string[] {
  const { image } = broker;
  switch (type) {
    case types.topic:
      return [...image.topics.byName.keys()];
    case types.broker:
    case types.brokerLogger:
      return brokerNodes(image, client.listenerName).map(({ nodeId }) => String(nodeId));
    default:
      return [...image.configs.entries()]
        .filter(({ resource }) => resource.type === type)
        .map(({ resource }) => resource.name);
  }
}
