import assert from "node:assert/strict";
import { test } from "node:test";
import { LogLevels } from "./log-levels.ts";

function levels(level: "INFO" | "WARN") {
  const lines: string[] = [];
  return { lines, made: new LogLevels({ level, format: "json", write: (line) => lines.push(line) }) };
}

test("loggers that are there already follow a change of the level", () => {
  const { lines, made } = levels("WARN");
  const logger = made.logger({ component: "x" }).child({ part: "y" });
  logger.info("not heard");
  made.set("root", "DEBUG");
  logger.debug({ count: 3 }, "heard");
  made.set("other", "ERROR");
  made.set("root", "LOUD");
  logger.info("heard too");
  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line))
      .map(({ message, component, part, count }) => [message, component, part, count]),
    [
      ["heard", "x", "y", 3],
      ["heard too", "x", "y", undefined],
    ],
  );
  assert.deepEqual(made.describe(), [{ name: "root", level: "DEBUG" }]);
});
