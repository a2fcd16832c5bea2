/** Frames that nobody should send, against every decoder. */

import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { getHeapStatistics } from "node:v8";
import type { Message } from "../schema/index.ts";
import { defaultMaxElements } from "../wire/limits.ts";
import { ProtocolError } from "../wire/protocol-error.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";
import { type DecodedFrame, type FuzzTarget, fuzzTargets, isRefusal } from "./fuzz-targets.ts";
import { FrameMutator } from "./mutate-frame.ts";
import { SeededRandom } from "./seeded-random.ts";

export interface FuzzOptions {
  readonly frames: number;
  readonly seed: number;
  /** Messages of other packages to be decoded too. */
  readonly messages?: readonly Message[];
  /** Decoders of other packages. */
  readonly targets?: (random: SeededRandom) => readonly FuzzTarget[];
  /** Index of the first frame: with one frame, this replays it. */
  readonly from?: number;
  /** Called every 50,000 frames with the number of those done. */
  readonly onProgress?: (done: number) => void;
}

export interface FuzzResults {
  passed: number;
  failed: number;
  /** Frames that decoded in spite of everything. */
  decoded: number;
  /** The first failures, one line each: where, what, and the frame. */
  readonly failures: string[];
}

const maxFailuresKept = 20;
const framesPerTurn = 50_000;
/** Elements of nested arrays are announced before they are read: once more for each level. */
const maxElementsPerByte = 8;
const heapSampleEvery = 64;
/** Of one frame: the collector's and the compiler's own doings, and what each byte may come to. */
const heapNoiseBytes = 16 << 20;
const heapBytesPerByte = 1000;

/**
 * Decodes frames that are whole, truncated, damaged, spliced or noise. Every one must decode or be refused with a
 * `ProtocolError` (records: `RecordsError`, `CompressionError`), and take no more memory than its size warrants. Some of
 * those that decode are encoded and decoded again, which must give the same value.
 */
export async function fuzzFrames({
  frames,
  seed,
  messages = [],
  targets: moreTargets = () => [],
  from = 0,
  onProgress,
}: FuzzOptions): Promise<FuzzResults> {
  const random = new SeededRandom(seed);
  const targets = [...fuzzTargets(random, messages), ...moreTargets(random)];
  const mutator = new FrameMutator(random);
  const results: FuzzResults = { passed: 0, failed: 0, decoded: 0, failures: [] };
  const traceLimit = Error.stackTraceLimit;
  // Refusals are what this is made of, and a trace costs more than decoding.
  Error.stackTraceLimit = 0;
  try {
    for (let index = from; index < from + frames; index += 1) {
      // Every frame follows from seed and index alone, so that one can be made again without those before it.
      random.restart(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
      const target = random.pick(targets);
      const whole = random.pick(target.frames);
      const isWhole = random.oneIn(32);
      const frame = isWhole ? whole : mutator.mutated(whole, random.pick(random.pick(targets).frames));
      const fault = faultOf(target, frame, { isWhole, index, results });
      if (fault === null) {
        results.passed += 1;
      } else {
        results.failed += 1;
        if (results.failures.length < maxFailuresKept) {
          results.failures.push(
            `frame ${index} of seed ${seed}, ${target.name}: ${fault}: ${frame.toString("hex", 0, 4096)}`,
          );
        }
      }
      const done = index + 1 - from;
      if (done % framesPerTurn !== 0) continue;
      onProgress?.(done);
      // Decompressors are given back to the system at the end of a turn.
      await nextTurn();
    }
  } finally {
    Error.stackTraceLimit = traceLimit;
  }
  return results;
}

function faultOf(
  target: FuzzTarget,
  frame: Buffer,
  { isWhole, index, results }: { isWhole: boolean; index: number; results: FuzzResults },
): string | null {
  const isSampled = index % heapSampleEvery === 0;
  const heapBefore = isSampled ? heapBytes() : 0;
  try {
    const decoded = target.decode(frame);
    if (isSampled && isHeapExceeded(heapBytes() - heapBefore, frame)) return "takes too much memory";
    if (decoded === null) return null;
    results.decoded += 1;
    if (defaultMaxElements - decoded.reader.elementBudget > maxElementsPerByte * frame.length + 1) {
      return "has more array elements than its bytes can say";
    }
    return index % 8 === 0 ? roundTripFault(decoded) : null;
  } catch (error) {
    if (!isRefusal(error, target)) return `fails with ${String(error)}`;
    if (isSampled && isHeapExceeded(heapBytes() - heapBefore, frame)) return "takes too much memory";
    return isWhole ? `is refused though it is whole: ${String(error)}` : null;
  }
}

function heapBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

function isHeapExceeded(grownBytes: number, frame: Buffer): boolean {
  return grownBytes > heapNoiseBytes + heapBytesPerByte * frame.length;
}

/** What was read must be writable, and read the same again; only texts may have grown beyond their field. */
function roundTripFault({ message, version, value }: DecodedFrame): string | null {
  const writer = new Writer();
  try {
    message.encode(writer, value, version);
  } catch (error) {
    const isGrown = error instanceof ProtocolError && error.message.includes("too long for its field");
    return isGrown ? null : `decodes, but does not encode: ${String(error)}`;
  }
  const again = message.decode(new Reader(writer.toBuffer()), version);
  return isDeepStrictEqual(again, value) ? null : "decodes to another value when it is encoded again";
}
