/** What Kafka's tools print, as Apache Kafka 4.3.1 prints it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { consumedIn, followedIn } from "./consumer.ts";
import { travelledIn } from "./end-to-end.ts";
import { passedIn } from "./librdkafka.ts";
import { summaryIn } from "./producer.ts";

const sent =
  "40000 records sent, 19851.116625 records/sec (19.39 MB/sec), 112.15 ms avg latency, 444.00 ms max latency, " +
  "39 ms 50th, 306 ms 95th, 312 ms 99th, 314 ms 99.9th.";
const steady =
  "30000 steady state records sent, 20804.438280 records/sec (20.32 MB/sec), 68.92 ms avg latency, " +
  "315.00 ms max latency, 1 ms 50th, 300 ms 95th, 313 ms 99th, 315 ms 99.9th.";

test("a producer's last summary counts, which is that of the warm client where there is one", () => {
  const progress =
    "99957 records sent, 19987.4 records/sec (19.52 MB/sec), 1.5 ms avg latency, 25.0 ms max latency.";
  assert.deepEqual(summaryIn(`${progress}\n${sent}\n`), {
    recordsPerSecond: 19_851.116625,
    mebibytesPerSecond: 19.39,
    p50Ms: 39,
    p99Ms: 312,
    p999Ms: 314,
  });
  assert.equal(summaryIn(`${sent}\n${steady}\n`).p999Ms, 315);
});

test("a consumer's rate is that of the time in which it fetched", () => {
  const line =
    "2026-11-25 23:18:43:556, 2026-11-25 23:18:44:097, 39.0625, 72.2043, 40000, 73937.1534, 347, 194, 201.3531, 206185.5670";
  assert.deepEqual(consumedIn(`${line}\n`), { recordsPerSecond: 206_185.567, mebibytesPerSecond: 201.3531 });
});

test("the rate of a consumer that follows is that between its first interval and its last", () => {
  const lines = [
    "2026-11-26 02:45:36:983, 0, 10.0000, 0.0010, 10240, 1.0081, 829, 163, 0.0060, 6.1350",
    "2026-11-26 02:45:37:486, 0, 35.0000, 50.0000, 35840, 51200.0000, 0, 500, 50.0000, 51200.0000",
    "2026-11-26 02:45:38:234, 0, 55.0000, 40.0000, 56320, 40960.0000, 0, 500, 40.0000, 40960.0000",
  ];
  assert.equal(followedIn(`${lines.join("\n")}\n`), 45);
  assert.throws(() => followedIn(`${lines[0]}\n`), /no intervals/);
});

test("what librdkafka passes becomes mebibytes a second", () => {
  assert.equal(passedIn('{"records": 2048, "seconds": 0.5}\n', 1024), 4);
});

test("end-to-end latency has an average finer than its percentiles", () => {
  const printed = "0\t46.01618\nAvg latency: 1.8365 ms\nPercentiles: 50th = 1, 99th = 5, 99.9th = 46\n";
  assert.deepEqual(travelledIn(printed), { averageMs: 1.8365, p50Ms: 1, p99Ms: 5, p999Ms: 46 });
});

test("output without figures is a failure that shows it", () => {
  for (const parse of [summaryIn, consumedIn, followedIn, travelledIn]) {
    assert.throws(() => parse("Connection refused"), /no (figures|intervals): Connection refused/);
  }
});
