import type { Api } from "@ottla/protocol";

/** What was counted for one API. */
export interface ApiCounts {
  requests: number;
  failures: number;
  totalMs: number;
  maxMs: number;
}

/** Counts requests by API. Plain numbers: a request costs no allocation here; the registry reads them when asked. */
export class RequestMetrics {
  readonly counts = new Map<string, ApiCounts>();

  observe(api: Api, elapsedMs: number): void {
    const counts = this.#of(api);
    counts.requests += 1;
    counts.totalMs += elapsedMs;
    if (elapsedMs > counts.maxMs) counts.maxMs = elapsedMs;
  }

  fail(api: Api): void {
    this.#of(api).failures += 1;
  }

  #of(api: Api): ApiCounts {
    let counts = this.counts.get(api.name);
    if (counts === undefined) {
      counts = { requests: 0, failures: 0, totalMs: 0, maxMs: 0 };
      this.counts.set(api.name, counts);
    }
    return counts;
  }
}
