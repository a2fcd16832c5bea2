export type { FaultKind } from "./simulation/faults.ts";
export { NodeLife, type NodeLifeReport } from "./simulation/node-life.ts";
