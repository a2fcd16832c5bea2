import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCode } from "@ottla/protocol";
import { nodeWorld } from "@ottla/runtime";
import { settle } from "./settle.ts";

const { clock } = nodeWorld();
const answer = (index: number) => ({ index, errorCode: errorCode.NONE, baseOffset: 5, logStartOffset: 0 });

describe("answers to Produce", () => {
  it("come when all is written, and say what the disk did not take", async () => {
    const answers = await settle(
      [
        { answer: answer(0), written: Promise.resolve() },
        { answer: answer(1), written: Promise.reject(new Error("the disk is full")) },
        { answer: { index: 2, errorCode: errorCode.CORRUPT_MESSAGE, baseOffset: -1 }, written: null },
      ],
      { clock, timeoutMs: 60_000 },
    );
    assert.deepEqual(answers, [
      answer(0),
      { index: 1, errorCode: errorCode.KAFKA_STORAGE_ERROR, baseOffset: -1 },
      { index: 2, errorCode: errorCode.CORRUPT_MESSAGE, baseOffset: -1 },
    ]);
  });

  it("do not wait longer than the producer does", async () => {
    const hanging = Promise.withResolvers<void>();
    const answers = await settle(
      [
        { answer: answer(0), written: Promise.resolve() },
        { answer: answer(1), written: hanging.promise },
      ],
      { clock, timeoutMs: 5 },
    );
    assert.deepEqual(
      answers.map((each) => [each.errorCode, each.baseOffset]),
      [
        [errorCode.NONE, 5],
        [errorCode.REQUEST_TIMED_OUT, 5],
      ],
    );
    // What fails later is nobody's any more, and does not end the process.
    hanging.reject(new Error("too late"));
  });
});
