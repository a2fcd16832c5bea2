/** Small requests: fifty connections of a foreign client, each with one request under way. */
import { peakMemory, type RunningRow } from "../row.ts";
import { measureRequests, type RequestKind, requestKinds } from "../tools/requests.ts";

const about: Readonly<Record<RequestKind, string>> = {
  metadata: "metadata of a topic, asked over 50 connections",
  produce: "one record a request (acks=all), over 50 connections",
  fetch: "one record a fetch, over 50 connections",
};

const warmUpSeconds = 2;
const seconds = 5;

export const requestRows: readonly RunningRow[] = requestKinds.map((kind) => ({
  name: `requests-${kind}`,
  about: about[kind],
  figures: [
    { name: "rate", unit: "requests/s", better: "more", target: 1 },
    { name: "p99", unit: "µs", better: "less", target: 1 },
    { name: "p99.9", unit: "µs", better: "less", target: 1 },
    peakMemory,
  ],
  seconds: 2 * (warmUpSeconds + seconds),
  on: "running broker",
  topics: "each round",
  partitions: 1,
  async measure({ broker, scale }, topic) {
    const { perSecond, p99Us, p999Us } = await measureRequests(broker, kind, {
      topic,
      warmUpSeconds,
      seconds: Math.max(1, Math.round(seconds * scale)),
    });
    return { rate: perSecond, p99: p99Us, "p99.9": p999Us };
  },
}));
