import { testClock, testDisk, testNetwork } from "@ottla/runtime/testing";
import { Simulation } from "./simulation.ts";

/* The virtual world promises what the real one does. */

testClock("virtual clock", async (use) => {
  const simulation = new Simulation({ seed: 1 });
  const { clock } = simulation.machine().boot();
  await simulation.run(() => use(clock));
});

for (const seed of [1, 2, 3]) {
  testDisk(`virtual disk, seed ${seed}`, async (use) => {
    const simulation = new Simulation({ seed });
    const { disk } = simulation.machine().boot();
    await simulation.run(async () => {
      await disk.makeDirectory("/data");
      await use(disk, "/data");
    });
  });

  testNetwork(`virtual network, seed ${seed}`, async (use) => {
    const simulation = new Simulation({ seed });
    const { network } = simulation.machine().boot();
    await simulation.run(() => use(network, "127.0.0.1"));
  });
}
