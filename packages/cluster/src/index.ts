export * from "./config/index.ts";
export * from "./decisions/index.ts";
export * from "./records/index.ts";
export { quorumStateData } from "./records/quorum-state-data.ts";
