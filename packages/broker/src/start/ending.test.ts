import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { Ending } from "./ending.ts";

class Signals extends EventEmitter {
  exitCode: number | null = null;
  exit(code: number): never {
    this.exitCode = code;
    return undefined as never;
  }
}

test("the first signal is a reason to end, and another one a while later ends at once", async () => {
  const signals = new Signals();
  let nowMs = 5;
  const ending = new Ending(signals, { monotonic: () => nowMs });
  signals.emit("SIGINT");
  assert.deepEqual(await ending.reason, { kind: "signal" });
  nowMs += 3;
  signals.emit("SIGINT");
  assert.equal(signals.exitCode, null, "the terminal and npm mean the same one");
  nowMs += 2000;
  signals.emit("SIGINT");
  assert.equal(signals.exitCode, 130);
});

test("a failure that nobody expected is a reason to end, and the first reason counts", async () => {
  const signals = new Signals();
  const ending = new Ending(signals, { monotonic: () => 0 });
  const error = new Error("boom");
  signals.emit("unhandledRejection", error);
  signals.emit("SIGTERM");
  assert.deepEqual(await ending.reason, { kind: "failure", error });
});
