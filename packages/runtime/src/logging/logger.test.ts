import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger, type LoggerOptions, silentLogger } from "./logger.ts";

function collecting(options: Omit<LoggerOptions, "write">) {
  const lines: string[] = [];
  return { lines, logger: createLogger({ ...options, write: (line) => lines.push(line) }) };
}

test("a JSON line has time, level, message and fields, and an error as data", () => {
  const { lines, logger } = collecting({ level: "info", format: "json" });
  logger
    .child({ component: "log" })
    .warn({ path: "a-0", error: new RangeError("torn") }, "a tail was cut off");
  const line = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.match(String(line["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(line["level"], "warn");
  assert.equal(line["component"], "log");
  assert.equal(line["path"], "a-0");
  assert.equal(line["message"], "a tail was cut off");
  const error = line["error"] as { type: string; message: string };
  assert.deepEqual([error.type, error.message], ["RangeError", "torn"]);
});

test("a pretty line reads from left to right, and quotes what has spaces", () => {
  const { lines, logger } = collecting({ level: "debug", format: "pretty" });
  logger.child({ component: "broker" }).info({ port: 9092, host: "local host", topic: "a" }, "ready");
  assert.match(
    lines[0]!,
    /^\d\d:\d\d:\d\d\.\d{3} INFO {2}broker {6}ready port=9092 host="local host" topic=a\n$/,
  );
});

test("a pretty error keeps its stack, indented", () => {
  const { lines, logger } = collecting({ level: "debug", format: "pretty" });
  logger.error({ error: new Error("broken") }, "failed");
  assert.match(lines[0]!, /failed\n {4}Error: broken\n {8}at /);
});

test("lines below the level are not written, and said not to be", () => {
  const { lines, logger } = collecting({ level: "warn", format: "json" });
  logger.info("nothing");
  logger.debug({ a: 1 }, "nothing");
  assert.deepEqual(lines, []);
  assert.deepEqual([logger.isLevelEnabled("info"), logger.isLevelEnabled("warn")], [false, true]);
});

test("the silent logger has silent children", () => {
  silentLogger.child({ component: "x" }).error({ error: new Error("unheard") }, "nothing");
  assert.equal(silentLogger.isLevelEnabled("error"), false);
});
