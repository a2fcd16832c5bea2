import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigsImage, configResourceTypes } from "../image/index.ts";
import { configOperations, valueAfter } from "./config-operations.ts";

const resource = { type: configResourceTypes.topic, name: "a" };

/** Of a setting that is a list, whatever it means. */
function after(operation: "append" | "subtract", current: string, value: string): string | null {
  const values = new Map([["cleanup.policy", current]]);
  const configs = new ConfigsImage(new Map([["2/a", { resource, values }]]));
  const configOperation = configOperations[operation];
  const result = valueAfter(resource, { name: "cleanup.policy", configOperation, value }, configs);
  assert.ok("value" in result);
  return result.value;
}

test("what is in a list already is not appended, and what is there twice stays so", () => {
  assert.equal(after("append", "a,b", "b,c,c"), "a,b,c");
  assert.equal(after("append", "a,a", "b"), "a,a,b");
  assert.equal(after("append", "", "a"), "a");
});

test("each element that is subtracted goes once, the first of its kind", () => {
  assert.equal(after("subtract", "a,b,a,a", "a,a"), "b,a");
  assert.equal(after("subtract", "a,b", "c"), "a,b");
  assert.equal(after("subtract", "a", "a"), "");
});

test("texts are split as Java splits them: one empty text has one element, at the end there are none", () => {
  assert.equal(after("append", "a", ""), "a,");
  assert.equal(after("append", "a", "b,,"), "a,b");
  assert.equal(after("append", "a,,b", "c"), "a,b,c");
});
