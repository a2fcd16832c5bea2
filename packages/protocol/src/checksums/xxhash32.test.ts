import assert from "node:assert/strict";
import { it } from "node:test";
import { xxhash32 } from "./xxhash32.ts";

it("gives the published XXH32 values", () => {
  assert.equal(xxhash32(Buffer.from("")), 0x02cc5d05);
  assert.equal(xxhash32(Buffer.from("a")), 0x550d7456);
  assert.equal(xxhash32(Buffer.from("abc")), 0x32d153ff);
  assert.equal(xxhash32(Buffer.from("Nobody inspects the spammish repetition")), 0xe2293b2f);
});

it("gives the header checksum that Java writes into an LZ4 frame", () => {
  assert.equal((xxhash32(Buffer.from([0x60, 0x40])) >>> 8) & 0xff, 0x82);
});
