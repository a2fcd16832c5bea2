/** A thousand topics with ten partitions each: how long they take to make and to start again with, and what they weigh. */
import { rmSync } from "node:fs";
import { scratchFolder } from "../../interop/foundation/places.ts";
import { until } from "../../interop/foundation/processes.ts";
import { residentMiB, workingProcess } from "../../interop/foundation/resident.ts";
import { startBroker } from "../../interop/foundation/targets.ts";
import { type Measured, type StartingRow, scaled } from "../row.ts";
import { createTopicsOn, ledPartitions } from "../tools/admin.ts";

const topics = 1000;
const partitionsATopic = 10;
const patienceMs = 300_000;

export const manyTopicsRow: StartingRow = {
  name: "many-topics",
  about: "a thousand topics of ten partitions: to make them, to start again with them, memory with them",
  figures: [
    { name: "create", unit: "s", better: "less", target: 1 },
    { name: "clean restart", unit: "s", better: "less", target: 1, limit: 3 },
    { name: "restart after kill -9", unit: "s", better: "less", target: 1, limit: 10 },
    { name: "memory", unit: "MiB", better: "less", target: 1, limit: 512 },
  ],
  on: "own broker",
  async measure(target, port, scale): Promise<Measured> {
    const directory = scratchFolder(`${target}-many`);
    const names = Array.from({ length: scaled(topics, scale) }, (_, index) => `many-${index}`);
    const partitions = names.length * partitionsATopic;
    const start = async () => startBroker(target, { port, directory, purpose: "speed" });

    let broker = await start();
    try {
      const create = await secondsOf(async () => {
        await createTopicsOn(port, names, partitionsATopic);
        await allLed(port, partitions);
      });
      const memory = residentMiB(workingProcess(broker.processId));
      const restart = async () => {
        broker = await start();
        await allLed(port, partitions);
      };
      await broker.stop();
      const cleanRestart = await secondsOf(restart);
      await broker.kill();
      const restartAfterKill = await secondsOf(restart);
      return {
        create,
        "clean restart": cleanRestart,
        "restart after kill -9": restartAfterKill,
        ...(memory === null ? {} : { memory }),
      };
    } finally {
      await broker.kill();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 }); // tens of thousands of files, each round
    }
  },
};

async function allLed(port: number, partitions: number): Promise<void> {
  await until("leaders of all partitions", patienceMs, async () => (await ledPartitions(port)) >= partitions);
}

async function secondsOf(act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}
