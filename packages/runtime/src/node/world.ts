import type { World } from "../ports.ts";
import { nodeClock } from "./clock.ts";
import { NodeDisk } from "./disk.ts";
import { nodeEventLoop } from "./event-loop.ts";
import { nodeNetwork } from "./network.ts";
import { nodeRandom } from "./random.ts";

/** The four ports as Node.js and this machine offer them. */
export function nodeWorld(): World {
  return {
    clock: nodeClock,
    random: nodeRandom,
    disk: new NodeDisk(),
    network: nodeNetwork,
    loop: nodeEventLoop,
  };
}
