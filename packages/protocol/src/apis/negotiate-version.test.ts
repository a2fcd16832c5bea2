import assert from "node:assert/strict";
import { test } from "node:test";
import { initProducerId, metadata } from "./declarations.ts";
import { negotiateVersion } from "./negotiate-version.ts";

test("both sides speak the newest version that both have", () => {
  assert.equal(negotiateVersion(metadata, { minVersion: 0, maxVersion: 13 }), 13);
  assert.equal(negotiateVersion(metadata, { minVersion: 0, maxVersion: 20 }), 13);
  assert.equal(negotiateVersion(metadata, { minVersion: 0, maxVersion: 9 }), 9);
  assert.equal(negotiateVersion(metadata, { minVersion: 13, maxVersion: 14 }), 13);
});

test("there is no version where the ranges do not meet", () => {
  assert.equal(negotiateVersion(metadata, { minVersion: 14, maxVersion: 15 }), null);
  assert.equal(negotiateVersion(metadata, { minVersion: 0, maxVersion: -1 }), null);
});

test("a version that is not stable is not spoken", () => {
  assert.equal(negotiateVersion(initProducerId, { minVersion: 0, maxVersion: 6 }), 5);
});
