import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testClock, testDisk, testNetwork } from "../testing/index.ts";
import { nodeWorld } from "./world.ts";

const world = nodeWorld();

testClock("node clock", (use) => use(world.clock));

testDisk("node disk", async (use) => {
  const directory = await mkdtemp(join(tmpdir(), "ottla-disk-"));
  try {
    await use(world.disk, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

testNetwork("node network", (use) => use(world.network, "127.0.0.1"));
