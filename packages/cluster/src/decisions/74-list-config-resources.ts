import { errorCode, type listConfigResources, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { configResourceTypes, type MetadataImage } from "../image/index.ts";

type Request = RequestOf<typeof listConfigResources>;
type Response = ResponseInput<typeof listConfigResources>;

const { topic, broker, brokerLogger, clientMetrics, group } = configResourceTypes;

/**
 * ListConfigResources (KIP-1142): all topics and live brokers, and those groups and client metrics subscriptions that have
 * settings. Version 0 knows client metrics only.
 */
export function answerListConfigResources(
  request: Request,
  image: MetadataImage,
  apiVersion: number,
): Response {
  const listed =
    request.resourceTypes.length === 0 ? Object.values<number>(configResourceTypes) : request.resourceTypes;
  const types = new Set(apiVersion === 0 ? [clientMetrics] : listed);
  if ([...types].some((type) => !Object.values<number>(configResourceTypes).includes(type))) {
    return { errorCode: errorCode.UNSUPPORTED_VERSION, configResources: [] };
  }
  const named = (type: number, names: Iterable<string>) =>
    types.has(type) ? [...names].map((resourceName) => ({ resourceName, resourceType: type })) : [];
  const configResources = [
    ...named(group, namesWithSettings(image, group)),
    ...named(clientMetrics, namesWithSettings(image, clientMetrics)),
    ...named(brokerLogger, liveBrokers(image)),
    ...named(broker, liveBrokers(image)),
    ...named(topic, image.topics.byName.keys()),
  ];
  return { errorCode: errorCode.NONE, configResources };
}

function namesWithSettings({ configs }: MetadataImage, type: number): string[] {
  return [...configs.entries()].flatMap(({ resource }) => (resource.type === type ? [resource.name] : []));
}

function liveBrokers({ cluster }: MetadataImage): string[] {
  return [...cluster.brokers.values()].filter(({ isFenced }) => !isFenced).map(({ id }) => String(id));
}
