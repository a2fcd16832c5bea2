import assert from "node:assert/strict";
import { test } from "node:test";
import { javaAddress } from "./java-address.ts";

test("addresses are printed as Java prints them", () => {
  for (const [address, printed] of [
    ["10.0.0.7", "10.0.0.7"],
    ["::1", "0:0:0:0:0:0:0:1"],
    ["fe80::1%eth0", "fe80:0:0:0:0:0:0:1%eth0"],
    ["2001:db8::", "2001:db8:0:0:0:0:0:0"],
    ["2001:0db8:0:1:2:3:4:5", "2001:db8:0:1:2:3:4:5"],
  ] as const) {
    assert.equal(javaAddress(address), printed);
  }
});
