import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the example of the README runs", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.match(example, /@ottla\/log/);
  const code = example
    .replace("@ottla/log", new URL("index.ts", import.meta.url).href)
    .replace("@ottla/protocol", import.meta.resolve("@ottla/protocol"))
    .replace("@ottla/runtime", import.meta.resolve("@ottla/runtime"));
  await import(`data:text/javascript,${encodeURIComponent(code)}`);
});
