export { testClock } from "./clock-suite.ts";
export { testDisk, type WithDisk } from "./disk-suite.ts";
export { testNetwork, type WithNetwork } from "./network-suite.ts";
