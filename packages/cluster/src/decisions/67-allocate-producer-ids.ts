import { type allocateProducerIds, errorCode, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { producerIdBlockSize } from "../image/index.ts";
import { faultOfBrokerEpoch } from "./broker-epochs.ts";
import { type Fault, fault } from "./fault.ts";

type Request = RequestOf<typeof allocateProducerIds>;
type Response = ResponseInput<typeof allocateProducerIds>;

/** AllocateProducerIds: the next block of producer ids goes to the broker that asks (KIP-730). */
export function decideAllocateProducerIds(request: Request, { image }: DecisionContext): Decision<Response> {
  const { brokerId, brokerEpoch } = request;
  const stale = faultOfBrokerEpoch(image, brokerId, brokerEpoch);
  if (stale !== null) return refused(stale);
  const producerIdStart = image.producerIds.nextProducerId;
  const nextProducerId = producerIdStart + producerIdBlockSize;
  // Beyond this a number no longer tells one id from the next. 9 million million blocks are enough for anyone.
  if (!Number.isSafeInteger(nextProducerId)) return refused(fault("UNKNOWN_SERVER_ERROR"));
  return {
    records: [{ kind: "producerIds", version: 0, value: { brokerId, brokerEpoch, nextProducerId } }],
    response: { errorCode: errorCode.NONE, producerIdStart, producerIdLen: producerIdBlockSize },
  };
}

function refused({ errorCode }: Fault): Decision<Response> {
  return withoutRecords({ errorCode, producerIdStart: 0, producerIdLen: 0 });
}
