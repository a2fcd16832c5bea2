import assert from "node:assert/strict";
import { test } from "node:test";
import { testDataLines } from "../testing/index.ts";
import { apiOfKey, apis } from "./index.ts";

test("APIs, their versions and listeners are those of Kafka", () => {
  const stated = apis.map(({ key, name, versions, stableVersions, listeners }) => {
    const kinds = listeners.map((kind) => kind.toUpperCase()).join(", ");
    return [key, name, versions[0], stableVersions[1], versions[1], 0, `[${kinds}]`].join("\t");
  });
  // APIs 4 to 7 were dropped with ZooKeeper: their keys are listed, without a version.
  const kafka = testDataLines("apis.tsv").filter((line) => !line.includes("\t-1\t"));
  assert.deepEqual(stated, kafka);
});

test("an API is found by its key", () => {
  for (const api of apis) assert.equal(apiOfKey(api.key), api);
  for (const key of [-1, 4, 5, 6, 7, 93]) assert.equal(apiOfKey(key), undefined);
});
