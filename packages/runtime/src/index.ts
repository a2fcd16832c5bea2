export * from "./config/index.ts";
export {
  createLogger,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type LogMethod,
  silentLogger,
} from "./logging/logger.ts";
export { fault, isFault } from "./node/fault.ts";
export { nodeWorld } from "./node/world.ts";
export type * from "./ports.ts";
