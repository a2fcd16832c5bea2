/** The page about test suites names every setting that is ours, and its example starts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brokerConfigs, checkBroker } from "@ottla/cluster";
import { parseProperties } from "@ottla/runtime";
import { root } from "./sources.ts";

const page = readFileSync(join(root, "docs/testing.md"), "utf8");

test("docs/testing.md names every setting of the test profile", () => {
  const ours = [...brokerConfigs.definitions.keys()].filter((name) => name.startsWith("test."));
  assert.deepEqual(
    ours.filter((name) => !page.includes(`\`${name}`)),
    [],
  );
});

test("a node understands the profile of docs/testing.md, key by key", () => {
  const [, example = ""] = /^( {4}# server\.properties[\s\S]*?)\n(?! {4}|\n)/m.exec(page) ?? [];
  const profile = parseProperties(example.replaceAll(/^ {4}/gm, ""));
  assert.equal(profile.get("test.virtual.brokers"), "3");
  // What a node fills in where nobody says how controllers are reached.
  const { faults, unknown } = checkBroker(
    new Map([
      ...profile,
      ["process.roles", "broker,controller"],
      ["controller.listener.names", "CONTROLLER"],
      ["listeners", `${profile.get("listeners")},CONTROLLER://localhost:0`],
    ]),
  );
  assert.deepEqual([faults, unknown], [[], []]);
});
