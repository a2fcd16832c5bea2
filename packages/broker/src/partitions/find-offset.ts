import { errorCode } from "@ottla/protocol";
import type { Partition } from "./partition.ts";

/** Timestamps that stand for an offset (ListOffsets), and the version of the request that knows them first. */
const latest = -1;
const earliest = -2;
const ofMaxTimestamp = -3;
const earliestLocal = -4;
const latestTiered = -5;
const earliestPendingUpload = -6;
const sinceVersion: ReadonlyMap<number, number> = new Map([
  [latest, 0],
  [earliest, 0],
  [ofMaxTimestamp, 7],
  [earliestLocal, 8],
  [latestTiered, 9],
  [earliestPendingUpload, 11],
]);

/** -1 stands for "there is none". */
export interface FoundOffset {
  readonly errorCode: number;
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number;
}

export interface FindOptions {
  readonly apiVersion: number;
  /** How far the asker may read: a consumer to the high watermark or the last stable offset, a replica to the end. */
  readonly upTo: "highWatermark" | "lastStableOffset" | "end";
}

/** Whether requests of this version know what the timestamp stands for. */
export function isKnownTimestamp(timestamp: number, apiVersion: number): boolean {
  return timestamp >= 0 || apiVersion >= (sinceVersion.get(timestamp) ?? Number.POSITIVE_INFINITY);
}

/** The offset of the first record that is not earlier than `timestamp`, or what a special timestamp stands for. */
export async function findOffset(
  partition: Partition,
  timestamp: number,
  { apiVersion, upTo }: FindOptions,
): Promise<FoundOffset> {
  if (!isKnownTimestamp(timestamp, apiVersion))
    return { ...nothing, errorCode: errorCode.UNSUPPORTED_VERSION };
  const { log } = partition;
  const end = readableEnd(partition, upTo);
  switch (timestamp) {
    case latest:
      return at(end, partition.leaderEpoch);
    // Nothing is tiered, so what is local is all there is.
    case earliest:
    case earliestLocal:
      return at(log.startOffset, log.epochOf(log.startOffset));
    case latestTiered:
    case earliestPendingUpload:
      return nothing;
    default: {
      const found =
        timestamp === ofMaxTimestamp
          ? await log.offsetOfMaxTimestamp()
          : await log.offsetForTimestamp(timestamp);
      return found === null || found.offset >= end ? nothing : { errorCode: errorCode.NONE, ...found };
    }
  }
}

const nothing: FoundOffset = { errorCode: errorCode.NONE, timestamp: -1, offset: -1, leaderEpoch: -1 };

function at(offset: number, leaderEpoch: number): FoundOffset {
  return { errorCode: errorCode.NONE, timestamp: -1, offset, leaderEpoch };
}

function readableEnd({ log }: Partition, upTo: FindOptions["upTo"]): number {
  if (upTo === "end") return log.endOffset;
  return upTo === "lastStableOffset" ? log.lastStableOffset : log.highWatermark;
}
