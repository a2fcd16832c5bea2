import { describeCluster, errorCode, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { allOperations, notAsked } from "../metadata/authorized-operations.ts";
import { apparentController, type BrokerNode, brokerNodes, noNode } from "../metadata/cluster-view.ts";
import { controllerNodes } from "../metadata/controller-nodes.ts";
import type { Node } from "../services.ts";

const endpointTypes = { broker: 1, controller: 2 } as const;
const endpointNames: readonly (string | undefined)[] = [undefined, "BROKER", "CONTROLLER"];

/** 60 DescribeCluster: the nodes that serve the kind of listener that is asked (KIP-700, KIP-919). */
export const handleDescribeCluster = handler(describeCluster, (request, context: RequestContext<Node>) => {
  const { broker: node, client } = context;
  const served = endpointTypes[client.listenerKind];
  const refusal = refuse(request.endpointType, served, context);
  if (refusal !== null) return refusal;

  const nodes = nodesOf(context).filter(({ isFenced }) => !isFenced || request.includeFencedBrokers);
  const controllerId =
    client.listenerKind === "broker" ? apparentController(node.image) : node.quorum.leaderId;
  return {
    errorCode: errorCode.NONE,
    errorMessage: null,
    endpointType: served,
    clusterId: node.clusterId,
    // Who cannot be found among the nodes would only confuse.
    controllerId: nodes.some(({ nodeId }) => nodeId === controllerId) ? controllerId : noNode,
    brokers: nodes.map(({ nodeId, ...rest }) => ({ brokerId: nodeId, ...rest })),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? allOperations.cluster
      : notAsked,
  };
});

function nodesOf({ broker: node, client }: RequestContext<Node>): BrokerNode[] {
  return client.listenerKind === "broker"
    ? brokerNodes(node.image, client.listenerName)
    : controllerNodes(node.image, client.listenerName);
}

function refuse(
  asked: number,
  served: number,
  { apiVersion }: RequestContext<Node>,
): ResponseInput<typeof describeCluster> | null {
  if (asked === served) return null;
  const isUnknown = endpointNames[asked] === undefined;
  const code = isUnknown ? errorCode.UNSUPPORTED_ENDPOINT_TYPE : errorCode.MISMATCHED_ENDPOINT_TYPE;
  return {
    errorCode: apiVersion === 0 ? errorCode.INVALID_REQUEST : code,
    errorMessage: isUnknown
      ? `Unsupported endpoint type ${asked}`
      : `The request was sent to an endpoint of type ${endpointNames[served]}, ` +
        `but we wanted an endpoint of type ${endpointNames[asked]}`,
    clusterId: "",
    brokers: [],
  };
}
