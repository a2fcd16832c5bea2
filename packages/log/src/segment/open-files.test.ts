import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll } from "../testing/read-all.ts";
import { append, inVirtualWorld, smallConfig } from "../testing/virtual-logs.ts";

test(
  "however many segments are read and written at once, few files are open afterwards",
  inVirtualWorld(
    async (logs) => {
      const { disk } = logs.world;
      const open = [];
      for (let partition = 0; partition < 8; partition++) {
        open.push(await logs.open({ partition, directory: `/data/t-${partition}`, config: smallConfig }));
      }
      for (let turn = 0; turn < 10; turn++) {
        await Promise.all(open.map((log) => append(log, "x".repeat(150))));
        assert.ok(disk.openFileCount <= 4 + open.length, `${disk.openFileCount} files are open`);
      }
      await Promise.all(open.map((log) => readAll(log)));
      await logs.simulation.sleep(100);
      assert.ok(disk.openFileCount <= 4, `${disk.openFileCount} files are open`);
      for (const log of open) await log.close({ isClean: true });
      assert.equal(disk.openFileCount, 0);
    },
    { maxOpenFiles: 4, tailBytes: 0 },
  ),
);
