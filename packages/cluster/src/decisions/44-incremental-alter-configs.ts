import type { incrementalAlterConfigs, RequestOf, ResponseInput } from "@ottla/protocol";
import type { Decision, DecisionContext } from "../controller/decision.ts";
import { configResourceTypes } from "../image/index.ts";
import {
  type Change,
  decideAlteredResources,
  faultOfNullValues,
  faultOfResource,
} from "./altered-resources.ts";
import { faultOfLoggerChange } from "./broker-loggers.ts";
import { configOperations, isKnownOperation, valueAfter } from "./config-operations.ts";
import { fault, noFault } from "./fault.ts";

type Request = RequestOf<typeof incrementalAlterConfigs>;
type Response = ResponseInput<typeof incrementalAlterConfigs>;
type Resource = Request["resources"][number];

/** IncrementalAlterConfigs: single settings of resources, all of a resource or none (KIP-339). */
export function decideIncrementalAlterConfigs(
  request: Request,
  context: DecisionContext,
): Decision<Response> {
  return decideAlteredResources(request, context, (resource) => changeOf(resource, context));
}

function changeOf(
  { resourceType: type, resourceName: name, configs }: Resource,
  context: DecisionContext,
): Change {
  const needsValue = configs.filter(({ configOperation }) => configOperation !== configOperations.delete);
  const withoutValue = needsValue.filter(({ value }) => value === null);
  const { nodeId } = context;
  const nullValues = faultOfNullValues(withoutValue.map(({ name }) => name));
  if (nullValues !== null) return nullValues;
  // Levels of loggers are no metadata: whoever answers applies them to its own.
  if (type === configResourceTypes.brokerLogger) return faultOfLoggerChange(name, configs, nodeId) ?? noFault;
  const reason = faultOfResource({ type, name }, nodeId);
  if (reason !== null) return reason;

  const unknown = configs.find(({ configOperation }) => !isKnownOperation(configOperation));
  if (unknown !== undefined) {
    return type === configResourceTypes.broker
      ? fault("INVALID_REQUEST", `Unknown operations type ${unknown.configOperation}`)
      : fault("UNKNOWN_SERVER_ERROR");
  }
  const changes = new Map<string, string | null>();
  for (const operation of configs) {
    const after = valueAfter({ type, name }, operation, context.image.configs);
    if ("errorCode" in after) return after;
    changes.set(operation.name, after.value);
  }
  return { changes };
}
