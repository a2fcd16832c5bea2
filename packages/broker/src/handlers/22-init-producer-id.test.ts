import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode, type initProducerId, type RequestInput } from "@ottla/protocol";
import { DataPlane } from "../testing/data-plane.ts";
import { handleInitProducerId } from "./22-init-producer-id.ts";

async function ask(plane: DataPlane, asked: Partial<RequestInput<typeof initProducerId>>, version = 5) {
  const request = { transactionalId: null, transactionTimeoutMs: 60_000, ...asked };
  const reply = await plane.ask(handleInitProducerId, request, { version });
  return [reply.errorCode, reply.producerId, reply.producerEpoch];
}

describe("InitProducerId", () => {
  it("gives every idempotent producer an id of its own", async (test) => {
    const plane = await DataPlane.open(test);
    assert.deepEqual(await ask(plane, {}, 0), [0, 0, 0]);
    assert.deepEqual(await ask(plane, { transactionTimeoutMs: -1 }), [0, 1, 0]);
    // One that has an id gets another all the same, as from Kafka.
    assert.deepEqual(await ask(plane, { producerId: 1, producerEpoch: 3 }), [0, 2, 0]);
    assert.deepEqual(await ask(plane, { producerId: 1, producerEpoch: 32_767 }), [0, 3, 0]);
  });

  it("refuses an id without an epoch, and an epoch without an id", async (test) => {
    const plane = await DataPlane.open(test);
    assert.deepEqual(await ask(plane, { producerId: 5 }), [errorCode.INVALID_REQUEST, -1, -1]);
    assert.deepEqual(await ask(plane, { producerEpoch: 5 }), [errorCode.INVALID_REQUEST, -1, -1]);
  });

  it("has no coordinator for transactions, and says what else is wrong first", async (test) => {
    const plane = await DataPlane.open(test);
    const refusals = [
      [{ transactionalId: "" }, errorCode.INVALID_REQUEST],
      [{ transactionalId: "x", transactionTimeoutMs: 0 }, errorCode.INVALID_TRANSACTION_TIMEOUT],
      [{ transactionalId: "x", transactionTimeoutMs: 900_001 }, errorCode.INVALID_TRANSACTION_TIMEOUT],
      [{ transactionalId: "x" }, errorCode.NOT_COORDINATOR],
    ] as const;
    for (const [asked, code] of refusals) assert.deepEqual(await ask(plane, asked), [code, -1, -1]);
  });
});
