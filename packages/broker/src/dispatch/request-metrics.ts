import type { Api } from "@ottla/protocol";
import {
  type Activity,
  type Counter,
  type Histogram,
  MetricsRegistry,
  metricTable,
  type StallOrigin,
  StallWatch,
} from "@ottla/runtime";

/** What is counted of requests. */
export const requestMetricTable = metricTable({
  durations: {
    type: "histogram",
    name: "ottla_request_duration_seconds",
    help: "Time from a request's turn to its answer, waits included.",
    labels: ["api"],
  },
  failures: {
    type: "counter",
    name: "ottla_request_failures_total",
    help: "Requests that failed for reasons that nobody foresaw.",
    labels: ["api"],
  },
});

interface ApiMetrics {
  readonly durations: Histogram;
  readonly failures: Counter;
  readonly activity: Activity;
}

/** Counts requests by API: a request costs no allocation and no search by name. */
export class RequestMetrics {
  readonly #metrics;
  /** By key. */
  readonly #ofApi: (ApiMetrics | undefined)[] = [];

  readonly #stalls: StallWatch;

  constructor(registry: MetricsRegistry = new MetricsRegistry(), stalls: StallWatch = new StallWatch()) {
    this.#stalls = stalls;
    this.#metrics = registry.measure(requestMetricTable);
  }

  observe(api: Api, elapsedMs: number): void {
    this.of(api).durations.observe(elapsedMs / 1000);
  }

  /** The event loop was busy with a request, and with nothing else. */
  ran(api: Api, fromMs: number, toMs: number, request: StallOrigin): void {
    this.#stalls.ran(this.of(api).activity, fromMs, toMs, request);
  }

  /** A request goes on after a wait. */
  resumed(api: Api, nowMs: number, request: StallOrigin): void {
    this.#stalls.resumed(this.of(api).activity, nowMs, request);
  }

  fail(api: Api): void {
    this.of(api).failures.add();
  }

  of({ key, name }: Api): ApiMetrics {
    let metrics = this.#ofApi[key];
    if (metrics === undefined) {
      metrics = {
        durations: this.#metrics.durations.of(name),
        failures: this.#metrics.failures.of(name),
        activity: this.#stalls.activity(name),
      };
      this.#ofApi[key] = metrics;
    }
    return metrics;
  }
}
