import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordBatchView, setBaseOffset } from "@ottla/protocol";
import { bytesOf, plainBatch, type SentBatch } from "../testing/sent-batch.ts";
import { ProducerState } from "./producer-state.ts";

const producerId = 4000;
const lastSequence = 2_147_483_647;

function sent(baseSequence: number, given: Partial<SentBatch> & { readonly count?: number } = {}): SentBatch {
  const { count = 1, ...rest } = given;
  const values = Array.from({ length: count }, (_, index) => `${index}`);
  return { ...plainBatch(values, 5000), producerId, producerEpoch: 0, baseSequence, ...rest };
}

function view(batch: SentBatch, offset: number): RecordBatchView {
  const bytes = bytesOf(batch);
  setBaseOffset(bytes, 0, offset);
  return new RecordBatchView(bytes);
}

/** State after batches at consecutive offsets. */
function stateAfter(...batches: readonly SentBatch[]): ProducerState {
  const state = new ProducerState();
  let offset = 0;
  for (const batch of batches) {
    const at = view(batch, offset);
    state.apply(at);
    offset = at.nextOffset;
  }
  return state;
}

const check = (state: ProducerState, batch: SentBatch, origin: "client" | "coordinator" = "client") => {
  const result = state.check(view(batch, 0), origin);
  if (result === null) return "taken";
  return result.kind === "duplicate" ? `duplicate of ${result.batch.firstOffset}` : result.kind;
};

test("the next sequence is taken, the same again is a duplicate, any other is out of order", () => {
  const state = stateAfter(sent(0, { count: 3 }), sent(3, { count: 2 }));
  assert.equal(check(state, sent(5)), "taken");
  assert.equal(check(state, sent(0, { count: 3 })), "duplicate of 0");
  assert.equal(check(state, sent(3, { count: 2 })), "duplicate of 3");
  for (const sequence of [1, 4, 6, 100]) assert.equal(check(state, sent(sequence)), "outOfOrderSequence");
  assert.equal(check(state, sent(3, { count: 1 })), "outOfOrderSequence", "part of what was sent before");
});

test("five batches are remembered: what is older and comes again is out of order", () => {
  const state = stateAfter(...Array.from({ length: 6 }, (_, index) => sent(index)));
  for (let sequence = 1; sequence < 6; sequence++) {
    assert.equal(check(state, sent(sequence)), `duplicate of ${sequence}`);
  }
  assert.equal(check(state, sent(0)), "outOfOrderSequence");
});

test("sequences go on with 0 after the largest", () => {
  const state = stateAfter(sent(lastSequence - 1, { count: 2 }));
  assert.equal(check(state, sent(0)), "taken");
  assert.equal(check(state, sent(lastSequence)), "outOfOrderSequence");
  const across = stateAfter(sent(lastSequence - 1, { count: 4 }));
  assert.equal(check(across, sent(2)), "taken");
  assert.equal(check(across, sent(lastSequence - 1, { count: 4 })), "duplicate of 0");
});

test("a new epoch begins with sequence 0 and fences the old one", () => {
  const state = stateAfter(sent(0), sent(1));
  assert.equal(check(state, sent(0, { producerEpoch: 1 })), "taken");
  assert.equal(check(state, sent(2, { producerEpoch: 1 })), "outOfOrderSequence");
  state.apply(view(sent(0, { producerEpoch: 1 }), 2));
  assert.equal(check(state, sent(2)), "staleProducerEpoch");
  assert.equal(check(state, sent(1, { producerEpoch: 1 })), "taken");
});

test("a producer that nobody remembers may begin anywhere (KIP-360)", () => {
  assert.equal(check(new ProducerState(), sent(77)), "taken");
  assert.equal(check(new ProducerState(), plainBatch(["x"], 0)), "taken");
});

test("a coordinator's batches have no sequences, and are held to the epoch alone", () => {
  const state = stateAfter(sent(0, { producerEpoch: 3 }));
  assert.equal(check(state, sent(-1, { producerEpoch: 3 }), "coordinator"), "taken");
  assert.equal(check(state, sent(-1, { producerEpoch: 2 }), "coordinator"), "staleProducerEpoch");
});

test("within an open transaction nothing else is taken of its producer", () => {
  const state = stateAfter(sent(0, { isTransactional: true }));
  assert.equal(check(state, sent(1)), "invalidTransactionState");
  assert.equal(check(state, sent(1, { isTransactional: true })), "taken");
});

const marker = (outcome: "commit" | "abort"): SentBatch =>
  sent(-1, { isTransactional: true, marker: outcome, values: [] });

test("a marker ends the transaction; an abort is told with where it began, and where the log was stable then", () => {
  const state = stateAfter(
    sent(0, { isTransactional: true }),
    sent(0, { isTransactional: true, producerId: 5000 }),
    sent(1, { isTransactional: true }),
  );
  assert.equal(state.firstUnstableOffset, 0);
  const aborted = state.apply(view(marker("abort"), 3));
  assert.deepEqual(aborted, { producerId, firstOffset: 0, lastOffset: 3, lastStableOffset: 1 });
  assert.equal(state.firstUnstableOffset, 0, "the marker may still be lost");
  state.onHighWatermark(4);
  assert.equal(state.firstUnstableOffset, 1, "the other transaction is open");
  assert.equal(state.apply(view({ ...marker("commit"), producerId: 5000 }, 4)), null);
  state.onHighWatermark(5);
  assert.equal(state.firstUnstableOffset, null);
});

test("a marker of an older coordinator, or of an older epoch, is fenced", () => {
  const state = stateAfter(sent(0, { isTransactional: true, producerEpoch: 2 }));
  assert.equal(check(state, { ...marker("commit"), producerEpoch: 1 }, "coordinator"), "staleProducerEpoch");
  assert.equal(check(state, { ...marker("commit"), producerEpoch: 2 }, "coordinator"), "taken");
});

test("producers that were silent for long are forgotten, but not with a transaction open", () => {
  const state = stateAfter(
    sent(0),
    sent(0, { producerId: 5000, isTransactional: true }),
    sent(0, { producerId: 6000, timestamps: [9000] }),
  );
  assert.equal(state.expire(10_000, 5000), 1);
  assert.deepEqual(
    state.entries().map((entry) => entry.producerId),
    [5000, 6000],
  );
});

test("from a snapshot, the last batch is known again and transactions are as open as they were", () => {
  const before = stateAfter(
    sent(0, { count: 3 }),
    sent(3, { count: 2 }),
    sent(0, { producerId: 5000, isTransactional: true }),
  );
  const after = new ProducerState();
  after.load(before.entries());
  assert.deepEqual(after.entries(), before.entries());
  assert.equal(after.firstUnstableOffset, 5);
  assert.equal(check(after, sent(3, { count: 2 })), "duplicate of 3");
  assert.equal(
    check(after, sent(0, { count: 3 })),
    "outOfOrderSequence",
    "snapshots hold one batch, as Kafka's do",
  );
  assert.equal(check(after, sent(5)), "taken");
});
