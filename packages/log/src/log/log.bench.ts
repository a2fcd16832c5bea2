/**
 * What a log costs: `node --conditions=source src/log/log.bench.ts [DIRECTORY]`. MB (10^6) a second; the best and the median of some rounds,
 * since the machine may be busy. Pages that the system has not had in memory before are slow on virtual machines: the first round
 * of appends pays for them, the later ones write to files of the same size.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRecordBatch } from "@ottla/protocol";
import { nodeWorld } from "@ottla/runtime";
import { Log } from "./log.ts";
import { defaultLogConfig, type LogConfig } from "./log-config.ts";
import { createLogShared } from "./log-shared.ts";

const megabyte = 1_000_000;
const rounds = 7;
const bytesPerRound = 256 * megabyte;
const inFlight = 4;
let logCount = 0;

const parent = mkdtempSync(join(process.argv[2] ?? tmpdir(), "ottla-bench-"));
process.once("exit", () => rmSync(parent, { recursive: true, force: true }));

for (const [name, valueBytes, recordCount] of [
  ["1 MB batches", 1000, 950],
  ["16 KB batches", 100, 140],
  ["1 KB batches", 100, 8],
] as const) {
  await measureAppends(`append ${name}`, valueBytes, recordCount, {});
}
await measureAppends("append 16 KB batches, flush.messages=1", 100, 140, { flushMessages: 1 });
await measureReads();

async function measureAppends(
  name: string,
  valueBytes: number,
  recordCount: number,
  settings: Partial<LogConfig>,
): Promise<void> {
  const log = await openLog({ ...settings, segmentBytes: bytesPerRound });
  const frame = batch(valueBytes, recordCount);
  // As many as the tail keeps, and more: a frame is written over only when the log has let go of it.
  const frames = Array.from({ length: Math.ceil((100 * megabyte) / frame.length) }, () => copyOf(frame));
  const perRound = Math.ceil(
    (settings.flushMessages === 1 ? bytesPerRound / 16 : bytesPerRound) / frame.length,
  );
  let next = 0;
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    const written: Promise<void>[] = [];
    for (let count = 0; count < perRound; count++) {
      const bytes = frames[next++ % frames.length]!;
      bytes.writeBigInt64BE(0n, 0);
      const result = log.append(bytes, { origin: "client", leaderEpoch: 0 });
      if (result.kind !== "appended") throw new Error(`refused: ${result.kind}`);
      written.push(result.written);
      if (written.length >= inFlight * 16) await written.shift();
    }
    await Promise.all(written);
    rates.push((perRound * frame.length) / (performance.now() - started) / 1000);
    await log.truncateFullyAndStartAt(log.endOffset);
  }
  print(name, rates);
  await log.close({ isClean: false });
}

async function measureReads(): Promise<void> {
  const log = await openLog({ segmentBytes: bytesPerRound * 2 });
  for (let bytes = 0; bytes < bytesPerRound; bytes += megabyte) {
    const result = log.append(batch(1000, 950), { origin: "client", leaderEpoch: 0 });
    if (result.kind !== "appended") throw new Error(`refused: ${result.kind}`);
    await result.written;
  }
  const tailStart = log.endOffset - 950 * 40;
  for (const [name, from, to] of [
    ["read 1 MB at a time from the tail", tailStart, log.endOffset],
    ["read 1 MB at a time from the file", 0, tailStart - 950 * 40],
  ] as const) {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      let bytes = 0;
      while (bytes < bytesPerRound) {
        for (let offset = from; offset < to; ) {
          const read = await log.read(offset, 1_048_576, { minOneBatch: true });
          if (read.kind !== "records" || read.sizeInBytes === 0) throw new Error("nothing was read");
          bytes += read.sizeInBytes;
          offset = read.nextOffset;
          read.release();
        }
      }
      rates.push(bytes / (performance.now() - started) / 1000);
    }
    print(name, rates);
  }
  await log.close({ isClean: false });
}

async function openLog(settings: Partial<LogConfig>): Promise<Log> {
  return await Log.open({
    shared: createLogShared(nodeWorld()),
    directory: join(parent, `bench-${logCount++}`),
    topic: "bench",
    partition: 0,
    topicId: null,
    config: { ...defaultLogConfig, ...settings },
  });
}

function batch(valueBytes: number, recordCount: number): Buffer {
  const timestamp = Date.now();
  const value = Buffer.alloc(valueBytes, "ottla");
  return buildRecordBatch({
    records: Array.from({ length: recordCount }, () => ({ key: null, value, timestamp })),
  });
}

/** In memory of its own, as frames of the network are. */
function copyOf(frame: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(frame.length);
  frame.copy(copy);
  return copy;
}

function print(name: string, rates: readonly number[]): void {
  const sorted = rates.toSorted((a, b) => b - a);
  const [best = 0, median = 0] = [sorted[0], sorted[sorted.length >> 1]];
  process.stdout.write(
    `${name.padEnd(44)} ${best.toFixed(0).padStart(7)} best ${median.toFixed(0).padStart(7)} median\n`,
  );
}
