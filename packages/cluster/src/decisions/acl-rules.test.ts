import assert from "node:assert/strict";
import { test } from "node:test";
import { decideCreateAcls } from "./30-create-acls.ts";
import { decideDeleteAcls } from "./31-delete-acls.ts";
import { namesUnknownElement } from "./acl-rules.ts";

const refusal = { errorCode: 54, errorMessage: "No Authorizer is configured." };

test("without an authorizer each entry and each filter is refused, and none of them is nothing", () => {
  const entry = {
    resourceType: 2,
    resourceName: "t",
    resourcePatternType: 3,
    principal: "User:a",
    host: "*",
    operation: 3,
    permissionType: 3,
  };
  const filter = {
    resourceTypeFilter: 1,
    resourceNameFilter: null,
    patternTypeFilter: 1,
    principalFilter: null,
    hostFilter: null,
    operation: 1,
    permissionType: 1,
  };
  assert.deepEqual(decideCreateAcls({ creations: [entry, entry] }).response.results, [refusal, refusal]);
  assert.deepEqual(decideDeleteAcls({ filters: [filter] }).response.filterResults, [
    { ...refusal, matchingAcls: [] },
  ]);
  assert.deepEqual(decideCreateAcls({ creations: [] }).response.results, []);
  assert.deepEqual(decideDeleteAcls({ filters: [] }).response.filterResults, []);
});

test("0 is what nobody knows; numbers that only we do not know are not that", () => {
  assert.equal(namesUnknownElement([2, 3, 0, 3]), true);
  assert.equal(namesUnknownElement([99, 3, 2, 3]), false);
});
