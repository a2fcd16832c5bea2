import { configResourceTypes, configSources, type DescribedConfig, invalidTopicName } from "@ottla/cluster";
import { describeConfigs, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { Slices } from "@ottla/runtime";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { invalidRequestText, Refusal } from "../dispatch/refusal.ts";
import type { Node } from "../services.ts";

type Request = RequestOf<typeof describeConfigs>;
type Resource = Request["resources"][number];
type Result = ResponseInput<typeof describeConfigs>["results"][number];
type Config = Result["configs"][number];

const knownTypes: ReadonlySet<number> = new Set(Object.values(configResourceTypes));

/** 32 DescribeConfigs: settings of resources, and where each value comes from (KIP-226). */
export const handleDescribeConfigs = handler(
  describeConfigs,
  async (request, context: RequestContext<Node>) => {
    if (request.resources.some(({ resourceType }) => !knownTypes.has(resourceType))) {
      return new Refusal(errorCode.INVALID_REQUEST, invalidRequestText);
    }
    const { broker } = context;
    const slices = new Slices(broker.clock);
    const results: Result[] = [];
    for (const resource of request.resources) {
      results.push(describe(resource, request, broker));
      if (slices.isOver) await slices.next();
    }
    return { results };
  },
);

function describe(resource: Resource, request: Request, node: Node): Result {
  const { resourceType, resourceName, configurationKeys } = resource;
  const found = find(resource, request, node);
  if (!Array.isArray(found)) return { resourceType, resourceName, ...found, configs: [] };
  const isWanted = wanted(configurationKeys);
  return {
    resourceType,
    resourceName,
    errorCode: errorCode.NONE,
    errorMessage: "",
    configs: found.filter(({ name }) => isWanted(name)),
  };
}

/** None asked for is all, as much as null is. */
function wanted(keys: readonly string[] | null): (name: string) => boolean {
  if (keys === null || keys.length === 0) return () => true;
  const set = new Set(keys);
  return (name) => set.has(name);
}

interface Fault {
  readonly errorCode: number;
  readonly errorMessage: string;
}

function find(
  { resourceType, resourceName: name }: Resource,
  request: Request,
  node: Node,
): Config[] | Fault {
  const { configs, image, nodeId, logLevels } = node;
  const told = (described: readonly DescribedConfig[]) => described.map((each) => tell(each, request));
  switch (resourceType) {
    case configResourceTypes.topic: {
      const reason = invalidTopicName(name);
      if (reason !== null) return { errorCode: errorCode.INVALID_TOPIC_EXCEPTION, errorMessage: reason };
      if (!image.topics.byName.has(name)) {
        return { errorCode: errorCode.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: "" };
      }
      return told(configs.describeTopic(name));
    }
    case configResourceTypes.broker:
      if (name === "") return told(configs.describeBroker(""));
      return (
        faultOfBrokerId(name, nodeId, `expected ${nodeId} or empty string, but`) ??
        told(configs.describeBroker(name))
      );
    case configResourceTypes.brokerLogger:
      if (name === "") return invalid("Broker id must not be empty");
      return (
        faultOfBrokerId(name, nodeId, `expected ${nodeId} but`) ??
        logLevels.describe().map(({ name: logger, level }) => tellLogger(logger, level))
      );
    case configResourceTypes.clientMetrics:
      if (name === "") return invalid("Client metrics subscription name must not be empty");
      return told(configs.describeClientMetrics(name));
    case configResourceTypes.group:
      if (name === "") return invalid("Group name must not be empty");
      return told(configs.describeGroup(name));
    default:
      return invalid(`Unsupported resource type: ${resourceType}`);
  }
}

function tell(described: DescribedConfig, { includeSynonyms, includeDocumentation }: Request): Config {
  return {
    name: described.name,
    value: described.value,
    readOnly: described.isReadOnly,
    configSource: described.configSource,
    isSensitive: described.isSensitive,
    synonyms: includeSynonyms ? described.synonyms : [],
    configType: described.configType,
    documentation: includeDocumentation ? described.documentation : null,
  };
}

function tellLogger(name: string, value: string): Config {
  return {
    name,
    value,
    readOnly: false,
    configSource: configSources.brokerLogger,
    isSensitive: false,
    synonyms: [],
    configType: 0,
    documentation: "",
  };
}

function faultOfBrokerId(name: string, nodeId: number, expected: string): Fault | null {
  if (!/^[+-]?\d+$/.test(name)) return invalid(`Broker id must be an integer, but it is: ${name}`);
  if (Number(name) === nodeId) return null;
  return invalid(`Unexpected broker id, ${expected} received ${name}`);
}

function invalid(errorMessage: string): Fault {
  return { errorCode: errorCode.INVALID_REQUEST, errorMessage };
}
