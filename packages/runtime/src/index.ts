export { fault, isFault } from "./node/fault.ts";
export { nodeWorld } from "./node/world.ts";
export type * from "./ports.ts";
