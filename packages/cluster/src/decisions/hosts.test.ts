import assert from "node:assert/strict";
import { test } from "node:test";
import { isResolvableHost } from "./hosts.ts";

test("addresses of both families are resolvable, and localhost is", () => {
  for (const host of [
    "127.0.0.1",
    "1.2.3",
    "127.1",
    "2130706433",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "1:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4",
    "[::1]",
    "localhost",
  ]) {
    assert.ok(isResolvableHost(host), host);
  }
});

test("what looks like an address and is none is not resolvable, nor are names", () => {
  for (const host of [
    "",
    "999.1.1.1",
    "1.2.3.256",
    "1.2.3.4.5",
    "1..2",
    "4294967296",
    "1:2:3",
    "1::2::3",
    "::12345",
    "1:2:3:4:5:6:7::8",
    "::1.2.3",
    "fe80::1%",
    "no.such.host",
  ]) {
    assert.ok(!isResolvableHost(host), host);
  }
});
