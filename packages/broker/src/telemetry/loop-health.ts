import {
  type Clock,
  type EventLoop,
  type Logger,
  type MetricsRegistry,
  metricTable,
  type Stall,
  StallWatch,
} from "@ottla/runtime";
import { BoundedLines } from "../network/bounded-lines.ts";

/** What is measured of the event loop. */
const loopMetricTable = metricTable({
  delays: {
    type: "histogram",
    name: "ottla_event_loop_delay_seconds",
    help: "How late the event loop came to what was due, a hundred times a second.",
    bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  stalls: {
    type: "histogram",
    name: "ottla_event_loop_stall_seconds",
    help: "Times of 50 ms or more in which the event loop did not turn, by the API or whatever else caused them.",
    labels: ["cause"],
    bounds: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  longest: {
    type: "gauge",
    name: "ottla_event_loop_longest_stall_seconds",
    help: "The longest time in which the event loop did not turn.",
  },
});

/** A line about a stall this often: a machine that is short of everything should not be busy with saying so. */
const lineEveryMs = 5000;

/** Watches the loop of a node while it serves clients: stalls are metrics, and lines of the log. */
export class LoopHealth {
  readonly watch: StallWatch;
  readonly #logger: Logger;
  /** In whole ms. The worst of all may be the machine's, and stand before one of ours. */
  readonly #longestByCause = new Map<string, number>();
  #stop: (() => void) | null = null;

  constructor(options: { clock: Clock; logger: Logger; registry: MetricsRegistry }) {
    const { clock, logger, registry } = options;
    const { delays, stalls, longest } = registry.measure(loopMetricTable);
    const lines = new BoundedLines(clock, 1, lineEveryMs);
    this.#logger = logger;
    this.watch = new StallWatch({
      onDelay: (delayMs) => delays.observe(delayMs / 1000),
      onStall: (stall) => {
        stalls.of(stall.cause).observe(stall.durationMs / 1000);
        const longestMs = Math.max(this.#longestByCause.get(stall.cause) ?? 0, Math.round(stall.durationMs));
        this.#longestByCause.set(stall.cause, longestMs);
        const bounded = lines.next();
        if (bounded !== null) logger.warn({ ...fieldsOf(stall), ...bounded }, "the event loop stalled");
      },
    });
    longest.follow(() => (this.watch.longest?.durationMs ?? 0) / 1000);
  }

  start(loop: EventLoop): void {
    this.#stop ??= loop.watch(this.watch);
  }

  /** Says what the worst was, where there was any work. */
  stop(): void {
    if (this.#stop === null) return;
    this.#stop();
    this.#stop = null;
    const { watch } = this;
    watch.finish();
    const { longest, count, hasWorked } = watch;
    if (longest === null || !hasWorked) return;
    this.#logger.info(
      { ...fieldsOf(longest), stalls: count, longestByCause: Object.fromEntries(this.#longestByCause) },
      `longest stall of the event loop: ${Math.round(longest.durationMs)} ms, in ${longest.cause}`,
    );
  }
}

function fieldsOf(stall: Stall): Record<string, unknown> {
  const { cause, origin, activities } = stall;
  return {
    cause,
    ...origin?.stallFields,
    durationMs: Math.round(stall.durationMs),
    causeMs: Math.round(stall.causeMs),
    cpuMs: Math.round(stall.cpuMs),
    collectorMs: Math.round(stall.collectorMs),
    activities,
  };
}
