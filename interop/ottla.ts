/** Ottla as a process, started like anyone would: `npm start` with a settings file. */
import {
  type Broker,
  type BrokerOptions,
  brokerOf,
  commonSettings,
  writeSettings,
} from "./foundation/broker.ts";
import { root, scratchFolder } from "./foundation/places.ts";
import { startProgram } from "./foundation/processes.ts";
import { clusterId } from "./reference/kafka.ts";

/** Starts Ottla; it formats an empty directory by itself. */
export async function startOttla(options: BrokerOptions): Promise<Broker> {
  const settingsFile = writeSettings(scratchFolder("ottla"), commonSettings(options));
  let isReady = false;
  const background = startProgram(process.execPath, ["scripts/run.mjs", "start", "--config", settingsFile], {
    cwd: root,
    env: { CLUSTER_ID: clusterId },
    onLine: (line) => {
      isReady ||= /\bready\b/.test(line);
    },
  });
  return brokerOf("ottla", options, background, () => isReady);
}
