import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentsOf, WrongArguments } from "./arguments.ts";

const known = { rows: ["produce", "consume"], peers: ["codec"] };

test("without a word the whole table is measured, over five rounds", () => {
  assert.deepEqual(argumentsOf([], known), {
    what: "table",
    names: ["produce", "consume"],
    rounds: 5,
    scale: 1,
    hours: 1,
  });
});

test("rows are named by an option, other benchmarks by their name alone", () => {
  assert.deepEqual(argumentsOf(["--row", "consume", "--rounds", "1", "--scale", "0.1"], known), {
    what: "rows",
    names: ["consume"],
    rounds: 1,
    scale: 0.1,
    hours: 1,
  });
  assert.equal(argumentsOf(["codec"], known).what, "peers");
  assert.equal(argumentsOf(["--list"], known).what, "list");
});

test("every fault of a command line is told, not just the first", () => {
  const given = ["--row", "produse", "crc", "--rounds", "0", "--scale", "fast"];
  assert.throws(
    () => argumentsOf(given, known),
    (error) =>
      error instanceof WrongArguments &&
      ["produse", "crc", "--rounds", "--scale", "one at a time"].every((part) =>
        error.message.includes(part),
      ),
  );
});

test("an option that there is not is a fault too", () => {
  assert.throws(() => argumentsOf(["--quick"], known), WrongArguments);
});

test("a soak takes an hour unless told, and nothing else takes what is its own", () => {
  const { what, hours, rate } = argumentsOf(["soak", "--hours", "0.1", "--rate", "50"], known);
  assert.deepEqual([what, hours, rate], ["soak", 0.1, 50]);
  assert.equal(argumentsOf(["soak"], known).hours, 1);
  for (const given of [
    ["--hours", "2"],
    ["soak", "codec"],
    ["soak", "--hours", "0"],
    ["soak", "--rate", "-1"],
  ]) {
    assert.throws(() => argumentsOf(given, known), WrongArguments, given.join(" "));
  }
});
