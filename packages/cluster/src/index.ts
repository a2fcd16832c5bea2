export * from "./records/index.ts";
export { quorumStateData } from "./records/quorum-state-data.ts";
