import { Counter, Family, Gauge, Histogram } from "./metrics.ts";

/** One metric: what it is called, what it means, and what it is told apart by. */
export interface MetricRow {
  readonly type: "counter" | "gauge" | "histogram";
  /** As in the exposition: `kafka_requests_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram, rising; those of {@link secondBounds} unless given. */
  readonly bounds?: readonly number[];
}

export type MetricRows = Readonly<Record<string, MetricRow>>;

interface MetricTypes {
  readonly counter: Counter;
  readonly gauge: Gauge;
  readonly histogram: Histogram;
}

type MeasuredBy<Row extends MetricRow> = Row extends {
  readonly labels: infer Labels extends readonly string[];
}
  ? Family<MetricTypes[Row["type"]], Labels>
  : MetricTypes[Row["type"]];

/** The metrics of a table, by the names of its rows: plain numbers that cost next to nothing to change. */
export type Measured<Rows extends MetricRows> = { readonly [Name in keyof Rows]: MeasuredBy<Rows[Name]> };

/** From half a millisecond to half a minute. */
export const secondBounds: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Says each metric of a component once. */
export function metricTable<const Rows extends MetricRows>(rows: Rows): Rows {
  for (const { name, labels = [] } of Object.values<MetricRow>(rows)) {
    for (const word of [name, ...labels]) {
      if (!/^[a-z_][a-z0-9_]*$/.test(word))
        throw new RangeError(`${word} cannot be the name of a metric or label`);
    }
  }
  return rows;
}

/** A set of metrics as a table says, all at zero. */
export function measure<Rows extends MetricRows>(rows: Rows): Measured<Rows> {
  const metrics = Object.entries(rows).map(([name, row]) => [name, metricOf(row)]);
  // Made from the very rows that the type is made from.
  return Object.fromEntries(metrics) as Measured<Rows>;
}

function metricOf(row: MetricRow): Metric | Family<Metric> {
  return row.labels === undefined ? single(row) : new Family(() => single(row));
}

export type Metric = Counter | Gauge | Histogram;

function single({ type, bounds = secondBounds }: MetricRow): Metric {
  switch (type) {
    case "counter":
      return new Counter();
    case "gauge":
      return new Gauge();
    case "histogram":
      return new Histogram(bounds);
  }
}
