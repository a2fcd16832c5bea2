import type { RequestOf, ResponseInput, unregisterBroker } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { leadershipChanges } from "../controller/leadership.ts";
import { fault, noFault } from "./fault.ts";

type Request = RequestOf<typeof unregisterBroker>;
type Response = ResponseInput<typeof unregisterBroker>;

/** UnregisterBroker: a broker that is gone for good leads nothing any more, and is forgotten. One that lives comes again. */
export function decideUnregisterBroker({ brokerId }: Request, context: DecisionContext): Decision<Response> {
  const broker = context.image.cluster.brokers.get(brokerId);
  if (broker === undefined) {
    return withoutRecords(
      fault("BROKER_ID_NOT_REGISTERED", `Broker ID ${brokerId} is not currently registered`),
    );
  }
  const records = [
    ...leadershipChanges(
      context,
      { leaving: [brokerId] },
      ({ isr, elr }) => isr.includes(brokerId) || elr.includes(brokerId),
    ),
    { kind: "unregisterBroker", version: 0, value: { brokerId, brokerEpoch: broker.epoch } } as const,
  ];
  return { records, response: noFault };
}
