export { absentApis } from "./absent.ts";
export { brokerHandlers, controllerHandlers } from "./handlers/index.ts";
export type { RunningNode } from "./start/running-node.ts";
export { StartFault } from "./start/start-fault.ts";
export { type StartOptions, startNode } from "./start/start-node.ts";
