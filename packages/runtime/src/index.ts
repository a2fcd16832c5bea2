export * from "./config/index.ts";
export { Slices } from "./event-loop/slices.ts";
export {
  Activity,
  type Stall,
  type StallOrigin,
  StallWatch,
  stallCauses,
  stallThresholdMs,
} from "./event-loop/stall-watch.ts";
export {
  createLogger,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  type LogMethod,
  silentLogger,
} from "./logging/logger.ts";
export { BufferPool } from "./memory/buffer-pool.ts";
export { discard } from "./memory/discard.ts";
export { SharedBuffer } from "./memory/shared-buffer.ts";
export {
  type Measured,
  type MetricRow,
  type MetricRows,
  metricTable,
  secondBounds,
} from "./metrics/metric-table.ts";
export { Counter, Family, Gauge, Histogram } from "./metrics/metrics.ts";
export { type Exposition, MetricsRegistry } from "./metrics/metrics-registry.ts";
export { fault, isFault } from "./node/fault.ts";
export { nodeWorld } from "./node/world.ts";
export type * from "./ports.ts";
