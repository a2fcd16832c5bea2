/** Something that only grows: requests answered, bytes written. */
export class Counter {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  add(amount = 1): void {
    this.#value += amount;
  }
}

/** Something that goes up and down: open connections, bytes in memory. */
export class Gauge {
  #value = 0;
  #read: (() => number) | null = null;

  get value(): number {
    return this.#read === null ? this.#value : this.#read();
  }

  set(value: number): void {
    this.#value = value;
  }

  add(amount: number): void {
    this.#value += amount;
  }

  /** Asks for the value when somebody wants to see it, instead of being told of every change. */
  follow(read: () => number): void {
    this.#read = read;
  }
}

/** How often something was how much: seconds that requests took. */
export class Histogram {
  /** Upper bounds, rising. What is above the last one counts in the sum only. */
  readonly bounds: readonly number[];
  readonly #counts: Float64Array;
  #count = 0;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Float64Array(bounds.length);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    const { bounds } = this;
    for (let index = 0; index < bounds.length; index++) {
      if (value <= bounds[index]!) {
        this.#counts[index]! += 1;
        return;
      }
    }
  }

  /** For each bound, how many observations were not above it. */
  cumulative(): number[] {
    let total = 0;
    return Array.from(this.#counts, (count) => (total += count));
  }
}

/** How many combinations of labels one metric may have: whoever sends names must not be able to fill the memory. */
const maxSeries = 1_000;

/** One metric for every combination of labels. */
export class Family<Metric, Labels extends readonly string[] = readonly string[]> {
  readonly #create: () => Metric;
  readonly #byLabels = new Map<string, { readonly labels: readonly string[]; readonly metric: Metric }>();

  constructor(create: () => Metric) {
    this.#create = create;
  }

  /**
   * The metric of these labels, always the same one: where it is needed often, keep it. Beyond a thousand combinations
   * all new ones share a metric whose labels are `other`.
   */
  of(...labels: { readonly [Index in keyof Labels]: string }): Metric {
    return this.#of(labels);
  }

  /** Every combination so far. */
  series(): Iterable<{ readonly labels: readonly string[]; readonly metric: Metric }> {
    return this.#byLabels.values();
  }

  #of(labels: readonly string[]): Metric {
    const key = labels.join("\u0000");
    const known = this.#byLabels.get(key);
    if (known !== undefined) return known.metric;
    if (this.#byLabels.size >= maxSeries && labels.some((label) => label !== "other")) {
      return this.#of(labels.map(() => "other"));
    }
    const metric = this.#create();
    this.#byLabels.set(key, { labels: [...labels], metric });
    return metric;
  }
}
