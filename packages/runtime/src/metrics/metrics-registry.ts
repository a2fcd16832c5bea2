import type { Metric as PrometheusMetric } from "prom-client";
import { type Measured, type Metric, type MetricRow, type MetricRows, measure } from "./metric-table.ts";
import { Family, Histogram } from "./metrics.ts";

/** What Prometheus reads: put it into an answer with this type. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/**
 * All metrics of a program. Measuring costs the change of a number; the library that writes them down for Prometheus is
 * loaded when somebody asks for the first time.
 */
export class MetricsRegistry {
  readonly #rows = new Map<string, { readonly row: MetricRow; readonly metric: Metric | Family<Metric> }>();

  /** Makes the metrics of a table, and shows them from now on. A name can be in one table only. */
  measure<Rows extends MetricRows>(rows: Rows): Measured<Rows> {
    const measured = measure(rows);
    for (const [key, row] of Object.entries(rows)) {
      if (this.#rows.has(row.name)) throw new RangeError(`there are two metrics called ${row.name}`);
      // A family of one type of metric is read as a family of any.
      this.#rows.set(row.name, { row, metric: measured[key] as Metric | Family<Metric> });
    }
    return measured;
  }

  /** Everything as it is now. */
  async exposition(): Promise<Exposition> {
    const { Registry } = await import("prom-client");
    const registry = new Registry();
    for (const { row, metric } of this.#rows.values()) registry.registerMetric(asPrometheus(row, metric));
    return { contentType: registry.contentType, text: await registry.metrics() };
  }
}

interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

function asPrometheus(row: MetricRow, metric: Metric | Family<Metric>): PrometheusMetric {
  const { name, help, type } = row;
  const get = () =>
    Promise.resolve({ name, help, type, aggregator: "sum", values: [...samples(row, metric)] });
  // The name and `get` are all that the library asks of a metric to write it down.
  return { name, get } as unknown as PrometheusMetric;
}

function* samples(row: MetricRow, metric: Metric | Family<Metric>): Generator<Sample> {
  if (!(metric instanceof Family)) {
    yield* samplesOf(row, metric, {});
    return;
  }
  for (const { labels, metric: one } of metric.series()) {
    const named = Object.fromEntries((row.labels ?? []).map((label, index) => [label, labels[index] ?? ""]));
    yield* samplesOf(row, one, named);
  }
}

function* samplesOf(
  { name }: MetricRow,
  metric: Metric,
  labels: Readonly<Record<string, string>>,
): Generator<Sample> {
  if (!(metric instanceof Histogram)) {
    yield { labels, value: metric.value };
    return;
  }
  const counts = metric.cumulative();
  for (const [index, bound] of metric.bounds.entries()) {
    yield { metricName: `${name}_bucket`, labels: { le: bound, ...labels }, value: counts[index]! };
  }
  yield { metricName: `${name}_bucket`, labels: { le: "+Inf", ...labels }, value: metric.count };
  yield { metricName: `${name}_sum`, labels, value: metric.sum };
  yield { metricName: `${name}_count`, labels, value: metric.count };
}
