/** What a long run says about a broker: whether anything grows that should not. */
import { median, slope } from "../statistics.ts";

export interface Sample {
  /** Since the load began. */
  readonly second: number;
  readonly p99Ms: number;
  readonly residentMiB: number;
  readonly files: number;
}

/** One thing that was looked at, in a line. */
export interface Finding {
  readonly text: string;
  readonly isGood: boolean;
}

/** Of all samples, the first of which see a broker and clients that are not warm yet. */
const warmUpShare = 0.2;
const leastSamples = 10;

/** What the memory may grow by from the begin of the judged time to its end, as the line through all samples has it. */
const memoryShare = 0.05;
/** Latencies of a shared machine differ by themselves: from the first third to the last. */
const latencyTimes = 1.5;
const latencyMs = 5;
/** Consumers come and go, and segments of the log with them. */
const fileCount = 8;

export function verdict(samples: readonly Sample[]): Finding[] {
  const judged = samples.slice(Math.floor(samples.length * warmUpShare));
  if (judged.length < leastSamples) {
    return [{ text: `${judged.length} samples after warming up are too few to judge`, isGood: false }];
  }
  return [memoryOf(judged), latencyOf(judged), filesOf(judged)];
}

function memoryOf(samples: readonly Sample[]): Finding {
  const points = samples.map(({ second, residentMiB }) => [second / 3600, residentMiB] as const);
  const perHour = slope(points);
  const grown = perHour * (points.at(-1)![0] - points[0]![0]);
  const middle = median(samples.map(({ residentMiB }) => residentMiB));
  return {
    text:
      `memory: ${signed(perHour)} MiB an hour (line of least squares through ${samples.length} samples), ` +
      `${signed(grown)} MiB in all, median ${middle.toFixed(0)} MiB`,
    isGood: grown <= middle * memoryShare,
  };
}

function latencyOf(samples: readonly Sample[]): Finding {
  const [first, last] = thirds(samples, ({ p99Ms }) => p99Ms);
  return {
    text: `latency: median p99 ${first.toFixed(1)} ms in the first third, ${last.toFixed(1)} ms in the last`,
    isGood: last <= Math.max(first * latencyTimes, first + latencyMs),
  };
}

function filesOf(samples: readonly Sample[]): Finding {
  const [first, last] = thirds(samples, ({ files }) => files);
  return {
    text: `file descriptors: median ${first.toFixed(0)} in the first third, ${last.toFixed(0)} in the last`,
    isGood: last <= first + fileCount,
  };
}

function thirds(samples: readonly Sample[], valueOf: (sample: Sample) => number): [number, number] {
  const third = Math.floor(samples.length / 3);
  return [median(samples.slice(0, third).map(valueOf)), median(samples.slice(-third).map(valueOf))];
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}
