import { groupPartition, groupTopic } from "@ottla/coordinator";
import { errorCode, findCoordinator, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { invalidRequestText, Refusal } from "../dispatch/refusal.ts";
import { aliveBrokerNodes } from "../metadata/cluster-view.ts";

type Coordinator = NonNullable<ResponseInput<typeof findCoordinator>["coordinators"]>[number];

const groupType = 0;
const transactionType = 1;
const shareType = 2;
/** From this version on, several keys are asked for at once. */
const batchesSince = 4;
/** From this version on, there are coordinators of share groups. */
const shareSince = 6;

/** What Kafka says of its codes, `NONE` included: requests that ask for one key hear it. */
const messages: Readonly<Record<number, string>> = {
  [errorCode.NONE]: "NONE",
  [errorCode.COORDINATOR_NOT_AVAILABLE]: "The coordinator is not available.",
  [errorCode.INVALID_REQUEST]: invalidRequestText,
};

/**
 * 10 FindCoordinator: who leads the partition that the coordinator keeps a group in. While its topic does not exist there is
 * nobody, and asking brings it into being.
 */
export const handleFindCoordinator = handler(findCoordinator, (request, context) => {
  const { keyType } = request;
  if (![groupType, transactionType, shareType].includes(keyType)) {
    return new Refusal(errorCode.INVALID_REQUEST, invalidRequestText);
  }
  if (context.apiVersion >= batchesSince) {
    return { coordinators: request.coordinatorKeys.map((key) => find(key, keyType, context)) };
  }
  const { errorCode: code, nodeId, host, port } = find(request.key, keyType, context);
  return { errorCode: code, errorMessage: messages[code], nodeId, host, port };
});

function find(key: string, keyType: number, { apiVersion, broker, client }: RequestContext): Coordinator {
  if (keyType === shareType && (apiVersion < shareSince || !isSharePartitionKey(key))) {
    return nobody(key, errorCode.INVALID_REQUEST);
  }
  // Coordinators of transactions and of share groups are not built: there is nobody to name, now or later.
  if (keyType !== groupType) return nobody(key, errorCode.COORDINATOR_NOT_AVAILABLE);
  const topic = broker.image.topics.byName.get(groupTopic);
  if (topic === undefined) {
    broker.autoTopics.create([groupTopic]);
    return nobody(key, errorCode.COORDINATOR_NOT_AVAILABLE);
  }
  const leader = topic.partitions[groupPartition(key, topic.partitions.length)]?.leader;
  const node = aliveBrokerNodes(broker.image, client.listenerName).find(({ nodeId }) => nodeId === leader);
  if (node === undefined) return nobody(key, errorCode.COORDINATOR_NOT_AVAILABLE);
  return {
    key,
    errorCode: errorCode.NONE,
    errorMessage: "",
    nodeId: node.nodeId,
    host: node.host,
    port: node.port,
  };
}

function nobody(key: string, code: number): Coordinator {
  return { key, nodeId: -1, host: "", port: -1, errorCode: code, errorMessage: "" };
}

/** `group:topic-id:partition`; the group may have colons of its own. */
function isSharePartitionKey(key: string): boolean {
  return /^.+:[\w-]{22}:\d+$/s.test(key);
}
