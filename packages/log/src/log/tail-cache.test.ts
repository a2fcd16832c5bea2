import assert from "node:assert/strict";
import { test } from "node:test";
import { append, inVirtualWorld } from "../testing/virtual-logs.ts";

test(
  "the tails of all logs together stay within their budget: the oldest append of all goes first",
  inVirtualWorld(
    async (logs) => {
      const open = [];
      for (let partition = 0; partition < 5; partition++) {
        open.push(await logs.open({ partition, directory: `/data/t-${partition}` }));
      }
      for (let turn = 0; turn < 40; turn++) {
        for (const log of open) {
          await append(log, "x".repeat(1000));
          assert.ok(logs.shared.tailCache.bytes <= 50_000);
        }
      }
      for (const log of open) {
        const cached = Array.from({ length: 40 }, (_, offset) => log.readCached(offset, 5000) !== null);
        assert.equal(cached[0], false);
        assert.equal(cached[39], true);
        assert.equal(cached.indexOf(true), cached.lastIndexOf(false) + 1, "the end, without a gap");
        const fromDisk = await log.read(0, 5000);
        assert.ok(fromDisk.kind === "records" && fromDisk.sizeInBytes > 0);
      }
      for (const log of open) await log.close({ isClean: false });
      assert.equal(logs.shared.tailCache.bytes, 0);
    },
    { tailBytes: 50_000 },
  ),
);
