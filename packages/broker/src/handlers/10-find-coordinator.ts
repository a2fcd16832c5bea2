import { errorCode, findCoordinator, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

type Coordinator = NonNullable<ResponseInput<typeof findCoordinator>["coordinators"]>[number];

const groupType = 0;
const transactionType = 1;
const shareType = 2;

/** 10 FindCoordinator: this node, once the internal topic that the coordinator keeps its state in is there. */
export const handleFindCoordinator = handler(findCoordinator, async (request, context) => {
  const keys = context.apiVersion >= 4 ? request.coordinatorKeys : [request.key];
  const coordinators = await Promise.all(keys.map((key) => find(key, request.keyType, context)));
  if (context.apiVersion >= 4) return { coordinators };
  const [{ errorCode: code, errorMessage, nodeId, host, port }] = coordinators as [Coordinator];
  return { errorCode: code, errorMessage, nodeId, host, port };
});

async function find(key: string, keyType: number, { apiVersion, broker, client }: RequestContext): Promise<Coordinator> {
  if (keyType === shareType && apiVersion < 6) return refusal(key, errorCode.INVALID_REQUEST);
  if (keyType === transactionType || keyType === shareType) {
    // Neither is built: there is nobody to name, now or later.
    return refusal(key, errorCode.COORDINATOR_NOT_AVAILABLE);
  }
  if (keyType !== groupType) return refusal(key, errorCode.INVALID_REQUEST);
  if (!(await broker.internalTopics.ensureConsumerOffsets())) {
    return refusal(key, errorCode.COORDINATOR_NOT_AVAILABLE);
  }
  const { host, port } = broker.advertised(client.listenerName);
  return { key, nodeId: broker.nodeId, host, port, errorCode: errorCode.NONE, errorMessage: "" };
}

function refusal(key: string, code: number): Coordinator {
  return { key, nodeId: -1, host: "", port: -1, errorCode: code, errorMessage: "" };
}
