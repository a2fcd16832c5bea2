import type { Log, LogRead, LogRecords, ReadOptions } from "@ottla/log";
import { errorCode } from "@ottla/protocol";
import type { Partition } from "../partitions/partition.ts";
import type { FetchablePartition, FetchResponsePartition } from "./fetch-types.ts";
import type { ReadBudget } from "./read-budget.ts";

/** A partition to be read, and what the client said about it. */
export interface FetchTarget {
  readonly wanted: FetchablePartition;
  /** Or the error code that says why there is none. */
  readonly partition: Partition | number;
}

export interface FetchLimits {
  /** Of all partitions together; the first batch that is found is given whole all the same (KIP-74). */
  readonly maxBytes: number;
  readonly isolation: "uncommitted" | "committed";
  /** Of a follower that fetches; -1: a consumer. */
  readonly replicaId: number;
  readonly apiVersion: number;
  readonly budget: ReadBudget;
}

/** From this version on answers name the leader where this broker is none, and how it is reached (KIP-951). */
export const currentLeaderSince = 16;
/** What was read from the disk and is no more than this is copied, so that the buffer is free for the next read. */
const copyBelowBytes = 64 * 1024;

/**
 * Reads partitions one after another, until the limit is used up. What is in memory is given as it is, without a copy; the
 * rest is read from the disk into buffers on loan, when the budget allows.
 */
export async function readPartitions(
  targets: readonly FetchTarget[],
  limits: FetchLimits,
): Promise<FetchResponsePartition[]> {
  const answers: FetchResponsePartition[] = [];
  let remainingBytes = limits.maxBytes;
  let minOneBatch = true;
  let release: (() => void) | null = null;
  const beforeDisk = async (): Promise<void> => {
    release ??= await limits.budget.take(Math.min(remainingBytes, mostBytes(targets)));
  };
  try {
    for (const target of targets) {
      const answer = await readTarget(target, {
        ...limits,
        maxBytes: remainingBytes,
        minOneBatch,
        beforeDisk,
      });
      answers.push(answer);
      if (answer.recordsBytes === 0) continue;
      minOneBatch = false;
      remainingBytes = Math.max(0, remainingBytes - answer.recordsBytes);
    }
    return answers;
  } finally {
    // Assigned in the closure, which the compiler does not follow.
    (release as (() => void) | null)?.();
  }
}

/** What could be read at most. */
function mostBytes(targets: readonly FetchTarget[]): number {
  let bytes = 0;
  for (const { partition, wanted } of targets) {
    if (typeof partition === "number" || !partition.isOnline) continue;
    bytes += Math.min(wanted.maxBytes, partition.log.sizeBytes);
  }
  return bytes;
}

interface TargetLimits extends FetchLimits {
  readonly minOneBatch: boolean;
  readonly beforeDisk: () => Promise<void>;
}

async function readTarget(target: FetchTarget, limits: TargetLimits): Promise<FetchResponsePartition> {
  const { wanted, partition } = target;
  if (typeof partition === "number") return failed(wanted, partition);
  const { apiVersion } = limits;
  const code = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (code !== errorCode.NONE) return toldLeader(failed(wanted, code), partition, apiVersion);
  if (limits.replicaId >= 0) {
    // Followers are not served: the only replica is this one.
    return toldLeader(failed(wanted, errorOfStranger(wanted)), partition, apiVersion);
  }
  const { log } = partition;
  const history = compareHistory(log, wanted);
  if (history === "outOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
  if (history !== null) return diverging(wanted, log, limits, history);

  const maxBytes = Math.min(wanted.maxBytes, limits.maxBytes);
  const isCommitted = limits.isolation === "committed";
  const read = await readLog(log, wanted.fetchOffset, maxBytes, limits);
  if (read.kind === "offsetOutOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
  // It was closed just now: with its topic, or with its disk.
  if (read.kind === "unavailable")
    return failed(wanted, partition.checkLeaderEpoch() || errorCode.KAFKA_STORAGE_ERROR);
  const readableEnd = isCommitted ? log.lastStableOffset : log.highWatermark;
  if (maxBytes < 0 && wanted.fetchOffset < readableEnd) return failed(wanted, errorCode.UNKNOWN_SERVER_ERROR);
  return succeeded(wanted, log, read, isCommitted ? await abortedIn(log, wanted, read) : null);
}

async function readLog(log: Log, offset: number, maxBytes: number, limits: TargetLimits): Promise<LogRead> {
  const options: ReadOptions = {
    minOneBatch: limits.minOneBatch,
    upTo: limits.isolation === "committed" ? "lastStableOffset" : "highWatermark",
  };
  const cached = log.readCached(offset, maxBytes, options);
  if (cached !== null) return cached;
  await limits.beforeDisk();
  const read = await log.read(offset, maxBytes, options);
  if (read.kind !== "records" || read.sizeInBytes > copyBelowBytes) return read;
  const records = { ...read, chunks: [Buffer.concat(read.chunks)], release: nothingToRelease };
  read.release();
  return records;
}

const nothingToRelease = (): void => {};

function succeeded(
  wanted: FetchablePartition,
  log: Log,
  read: LogRecords,
  abortedTransactions: { producerId: number; firstOffset: number }[] | null,
): FetchResponsePartition {
  return {
    wanted,
    response: {
      partitionIndex: wanted.partition,
      errorCode: errorCode.NONE,
      highWatermark: log.highWatermark,
      lastStableOffset: log.lastStableOffset,
      logStartOffset: log.startOffset,
      abortedTransactions,
      records: read.chunks,
    },
    recordsBytes: read.sizeInBytes,
    ...(read.sizeInBytes > 0 && { release: () => read.release() }),
  };
}

async function abortedIn(
  log: Log,
  { fetchOffset }: FetchablePartition,
  read: LogRecords,
): Promise<{ producerId: number; firstOffset: number }[]> {
  if (read.sizeInBytes === 0) return [];
  const aborted = await log.abortedTransactions(fetchOffset, read.nextOffset);
  return aborted.map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
}

/** Answers about what the cluster does not have. */
export function unknown(wanted: FetchablePartition, code: number): FetchResponsePartition {
  return { wanted, response: failedPartition(wanted.partition, code), recordsBytes: 0 };
}

/** An error about a partition that nobody has looked at. */
export function failedPartition(partitionIndex: number, code: number): FetchResponsePartition["response"] {
  return { partitionIndex, errorCode: code, highWatermark: -1, abortedTransactions: [], records: [] };
}

/** Answers an error that came of looking at the partition. */
function failed(wanted: FetchablePartition, code: number): FetchResponsePartition {
  const response = { ...failedPartition(wanted.partition, code), abortedTransactions: null };
  return { wanted, response, recordsBytes: 0 };
}

/** Names the leader where the client takes another for it (KIP-951). */
function toldLeader(
  answer: FetchResponsePartition,
  { leaderId, leaderEpoch }: Partition,
  apiVersion: number,
): FetchResponsePartition {
  const { errorCode: code } = answer.response;
  const isAstray = code === errorCode.NOT_LEADER_OR_FOLLOWER || code === errorCode.FENCED_LEADER_EPOCH;
  if (!isAstray || apiVersion < currentLeaderSince) return answer;
  return { ...answer, response: { ...answer.response, currentLeader: { leaderId, leaderEpoch } } };
}

type History = { readonly epoch: number; readonly endOffset: number };

/**
 * Whether what the client has read last is still part of the log (KIP-320, KIP-595): null if so, else where its history and
 * the log part.
 */
function compareHistory(log: Log, wanted: FetchablePartition): History | "outOfRange" | null {
  const { lastFetchedEpoch, fetchOffset } = wanted;
  if (lastFetchedEpoch < 0) return null;
  const end = log.endOffsetForEpoch(lastFetchedEpoch);
  if (end.epoch < 0 || end.endOffset < 0 || fetchOffset < log.startOffset) return "outOfRange";
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;
}

function diverging(
  wanted: FetchablePartition,
  log: Log,
  limits: FetchLimits,
  { epoch, endOffset }: History,
): FetchResponsePartition {
  const nothing: LogRecords = {
    kind: "records",
    chunks: [],
    sizeInBytes: 0,
    nextOffset: wanted.fetchOffset,
    release: nothingToRelease,
  };
  const answer = succeeded(wanted, log, nothing, limits.isolation === "committed" ? [] : null);
  return { ...answer, response: { ...answer.response, divergingEpoch: { epoch, endOffset } } };
}

/** How the leader of a partition answers a broker that keeps no replica of it. */
function errorOfStranger({ currentLeaderEpoch }: FetchablePartition): number {
  return currentLeaderEpoch >= 0 ? errorCode.UNKNOWN_LEADER_EPOCH : errorCode.NOT_LEADER_OR_FOLLOWER;
}
