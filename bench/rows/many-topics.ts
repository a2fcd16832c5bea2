/** A thousand topics with ten partitions each: how long they take to make and to start again with, and what they weigh. */
import { rmSync } from "node:fs";
import { scratchFolder } from "../../interop/foundation/places.ts";
import { meter } from "../process-cost.ts";
import { type Measured, peakMemory, type StartingRow, scaled } from "../row.ts";
import { allLed, createEach } from "../tools/admin.ts";

const topics = 1000;
const partitionsATopic = 10;

export const manyTopicsRow: StartingRow = {
  name: "many-topics",
  about: "a thousand topics of ten partitions: to make them, to start again with them, memory with them",
  figures: [
    { name: "create", unit: "s", better: "less", target: 1 },
    { name: "clean restart", unit: "s", better: "less", target: 1, limit: 3 },
    { name: "restart after kill -9", unit: "s", better: "less", target: 1, limit: 10 },
    { ...peakMemory, target: 1 },
  ],
  seconds: 120,
  on: "own broker",
  async measure({ target, scale, start }): Promise<Measured> {
    const directory = scratchFolder(`${target}-many`);
    const names = Array.from({ length: scaled(topics, scale) }, (_, index) => `many-${index}`);
    let broker = await start(directory);
    const led = async () => allLed(broker.port, names.length * partitionsATopic);
    const restart = async () => {
      broker = await start(directory);
      await led();
    };
    try {
      const cost = meter(broker);
      const create = await secondsOf(async () => {
        await createEach(broker.port, names, partitionsATopic);
        await led();
      });
      const peakMiB = cost()?.peakMiB;
      await broker.stop();
      const cleanRestart = await secondsOf(restart);
      await broker.kill();
      const restartAfterKill = await secondsOf(restart);
      if (target === "ottla") await broker.stop(); // it tells its stalls then; the other takes a minute for nothing
      return {
        create,
        "clean restart": cleanRestart,
        "restart after kill -9": restartAfterKill,
        ...(peakMiB !== undefined && { [peakMemory.name]: peakMiB }),
      };
    } finally {
      await broker.kill();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 }); // tens of thousands of files, each round
    }
  },
};

async function secondsOf(act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}
