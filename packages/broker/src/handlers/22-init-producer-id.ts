import { errorCode, initProducerId, type RequestOf, type ResponseInput } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/**
 * 22 InitProducerId: an id of its own for an idempotent producer. It gets a fresh one even if it has one already (KIP-360):
 * nothing is known of it here. Transactional producers are told that this is no coordinator.
 */
export const handleInitProducerId = handler(initProducerId, async (request, { broker }) => {
  if (!isConsistent(request)) return refusal(errorCode.INVALID_REQUEST);
  const { transactionalId, transactionTimeoutMs } = request;
  if (transactionalId !== null) {
    if (transactionalId === "") return refusal(errorCode.INVALID_REQUEST);
    const isTimeoutValid =
      transactionTimeoutMs > 0 && transactionTimeoutMs <= broker.config["transaction.max.timeout.ms"];
    if (!isTimeoutValid) return refusal(errorCode.INVALID_TRANSACTION_TIMEOUT);
    // Transactions are not built yet: as where the log of transactions is elsewhere, or nowhere.
    return refusal(errorCode.NOT_COORDINATOR);
  }
  try {
    return { errorCode: errorCode.NONE, producerId: await broker.producerIds.next(), producerEpoch: 0 };
  } catch (error) {
    // The client asks again, as it does when Apache Kafka waits for a block.
    broker.logger.warn({ error }, "no producer ids are to be had");
    return refusal(errorCode.COORDINATOR_LOAD_IN_PROGRESS);
  }
});

/** A producer that has an id has an epoch, and the other way round. */
function isConsistent({ producerId, producerEpoch }: RequestOf<typeof initProducerId>): boolean {
  return (producerId === -1) === (producerEpoch === -1);
}

function refusal(code: number): ResponseInput<typeof initProducerId> {
  return { errorCode: code, producerId: -1, producerEpoch: -1 };
}
