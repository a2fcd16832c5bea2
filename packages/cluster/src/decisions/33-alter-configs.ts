import type { alterConfigs, RequestOf, ResponseInput } from "@ottla/protocol";
import type { Decision, DecisionContext } from "../controller/decision.ts";
import {
  type Change,
  decideAlteredResources,
  faultOfNullValues,
  faultOfResource,
} from "./altered-resources.ts";

type Request = RequestOf<typeof alterConfigs>;
type Response = ResponseInput<typeof alterConfigs>;
type Resource = Request["resources"][number];

/** AlterConfigs: all settings of resources at once; what is not named any more is gone. */
export function decideAlterConfigs(request: Request, context: DecisionContext): Decision<Response> {
  return decideAlteredResources(request, context, (resource) => changeOf(resource, context));
}

function changeOf(
  { resourceType: type, resourceName: name, configs }: Resource,
  context: DecisionContext,
): Change {
  const withoutValue = configs.filter(({ value }) => value === null);
  const reason =
    faultOfNullValues(withoutValue.map(({ name }) => name)) ??
    faultOfResource({ type, name }, context.nodeId);
  if (reason !== null) return reason;
  const changes = new Map<string, string | null>(configs.map(({ name, value }) => [name, value]));
  for (const setting of context.image.configs.of(type, name).keys()) {
    if (!changes.has(setting)) changes.set(setting, null);
  }
  return { changes };
}
