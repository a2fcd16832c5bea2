export { absentApis } from "./absent.ts";
export { brokerHandlers, controllerHandlers } from "./handlers/index.ts";
export { type NodePlan, planNode } from "./start/plan-node.ts";
export { type NodeOptions, RunningNode } from "./start/running-node.ts";
export { StartFault } from "./start/start-fault.ts";
