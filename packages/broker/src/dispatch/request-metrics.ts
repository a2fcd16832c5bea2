import type { Api } from "@ottla/protocol";
import { type Counter, type Histogram, MetricsRegistry, metricTable } from "@ottla/runtime";

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
}

/** Counts requests by API: a request costs no allocation and no search by name. */
export class RequestMetrics {
  readonly #metrics;
  /** By key. */
  readonly #ofApi: (ApiMetrics | undefined)[] = [];

  constructor(registry: MetricsRegistry = new MetricsRegistry()) {
    this.#metrics = registry.measure(requestMetricTable);
  }

  observe(api: Api, elapsedMs: number): void {
    this.of(api).durations.observe(elapsedMs / 1000);
  }

  fail(api: Api): void {
    this.of(api).failures.add();
  }

  of({ key, name }: Api): ApiMetrics {
    let metrics = this.#ofApi[key];
    if (metrics === undefined) {
      metrics = { durations: this.#metrics.durations.of(name), failures: this.#metrics.failures.of(name) };
      this.#ofApi[key] = metrics;
    }
    return metrics;
  }
}
