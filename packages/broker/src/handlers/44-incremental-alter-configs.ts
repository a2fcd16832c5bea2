import { configResourceTypes } from "@ottla/cluster";
import { errorCode, incrementalAlterConfigs, type RequestOf } from "@ottla/protocol";
import { controllerOrigin } from "../dispatch/controller-origin.ts";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import type { Node } from "../services.ts";

/** 44 IncrementalAlterConfigs: the controller decides. Levels of loggers are no metadata: this node applies them to itself. */
export const handleIncrementalAlterConfigs = handler(
  incrementalAlterConfigs,
  async (request, context: RequestContext<Node>) => {
    const { controller, logLevels } = context.broker;
    const response = await controller.incrementalAlterConfigs(request, controllerOrigin(context));
    if (request.validateOnly) return response;
    for (const [index, { errorCode: code }] of response.responses.entries()) {
      const resource = request.resources[index];
      if (code === errorCode.NONE && resource?.resourceType === configResourceTypes.brokerLogger) {
        applyLevels(resource, logLevels);
      }
    }
    return response;
  },
);

function applyLevels(
  { configs }: RequestOf<typeof incrementalAlterConfigs>["resources"][number],
  logLevels: Node["logLevels"],
): void {
  for (const { name, value } of configs) if (value !== null) logLevels.set(name, value);
}
