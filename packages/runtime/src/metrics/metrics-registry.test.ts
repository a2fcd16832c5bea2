import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { metricTable } from "./metric-table.ts";
import { MetricsRegistry } from "./metrics-registry.ts";

const table = metricTable({
  requests: {
    type: "counter",
    name: "requests_total",
    help: "Requests answered.",
    labels: ["api", "version"],
  },
  connections: { type: "gauge", name: "connections", help: "Connections that are open." },
  latency: { type: "histogram", name: "latency_seconds", help: "Time to an answer.", bounds: [0.1, 1] },
});

test("metrics are written down as Prometheus reads them", async () => {
  const registry = new MetricsRegistry();
  const metrics = registry.measure(table);
  metrics.requests.of("Fetch", "17").add();
  metrics.requests.of("Fetch", "17").add(2);
  metrics.requests.of('od"d', "1").add();
  metrics.connections.set(4);
  metrics.connections.add(-1);
  for (const seconds of [0.05, 0.1, 0.5, 7]) metrics.latency.observe(seconds);
  const { contentType, text } = await registry.exposition();
  assert.equal(contentType, "text/plain; version=0.0.4; charset=utf-8");
  assert.equal(
    text,
    `# HELP requests_total Requests answered.
# TYPE requests_total counter
requests_total{api="Fetch",version="17"} 3
requests_total{api="od\\"d",version="1"} 1

# HELP connections Connections that are open.
# TYPE connections gauge
connections 3

# HELP latency_seconds Time to an answer.
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.1"} 2
latency_seconds_bucket{le="1"} 3
latency_seconds_bucket{le="+Inf"} 4
latency_seconds_sum 7.65
latency_seconds_count 4
`,
  );
});

test("a gauge can be asked when it is looked at", async () => {
  const registry = new MetricsRegistry();
  let open = 1;
  registry.measure(table).connections.follow(() => open);
  open = 5;
  assert.match((await registry.exposition()).text, /^connections 5$/m);
});

test("a metric of the same labels is the same metric", () => {
  const { requests } = new MetricsRegistry().measure(table);
  assert.equal(requests.of("Fetch", "17"), requests.of("Fetch", "17"));
  assert.notEqual(requests.of("Fetch", "17"), requests.of("Fetch", "16"));
});

test("combinations of labels are bounded: what comes too late goes to `other`", () => {
  const { requests } = new MetricsRegistry().measure(table);
  for (let index = 0; index < 5_000; index++) requests.of("made up", String(index)).add();
  const series = [...requests.series()];
  assert.equal(series.length, 1_001);
  assert.equal(requests.of("other", "other").value, 4_000);
  assert.equal(requests.of("made up", "999").value, 1);
});

test("a name stands for one metric, and is one that Prometheus takes", () => {
  const registry = new MetricsRegistry();
  registry.measure(table);
  assert.throws(() => registry.measure(table), /two metrics called requests_total/);
  assert.throws(() => metricTable({ x: { type: "gauge", name: "with-hyphen", help: "" } }), /with-hyphen/);
});

test("measuring does not load the library that writes metrics down", () => {
  const registry = fileURLToPath(new URL("metrics-registry.ts", import.meta.url));
  const code = `const { MetricsRegistry } = await import(${JSON.stringify(registry)});
    const { createRequire } = await import("node:module");
    const metrics = new MetricsRegistry();
    const isLoaded = () => Object.keys(createRequire(${JSON.stringify(registry)}).cache).some((path) => path.includes("prom-client"));
    const before = isLoaded();
    await metrics.exposition();
    console.log(before, isLoaded());`;
  const given = ["--conditions=source", "--input-type=module", "--eval", code];
  assert.equal(execFileSync(process.execPath, given, { encoding: "utf8" }).trim(), "false true");
});
