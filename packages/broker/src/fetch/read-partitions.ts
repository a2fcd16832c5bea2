import type { Log, LogRecords, ReadOptions } from "@ottla/log";
import { errorCode } from "@ottla/protocol";
import type { Partition } from "../partitions/partition.ts";
import type { FetchablePartition, FetchResponsePartition } from "./fetch-types.ts";

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
}

/**
 * Reads partitions one after another, until the limit is used up. What is in memory is given as it is, without a copy; the
 * rest is read from the disk into buffers of its own.
 */
export async function readPartitions(
  targets: readonly FetchTarget[],
  limits: FetchLimits,
): Promise<FetchResponsePartition[]> {
  const answers: FetchResponsePartition[] = [];
  let remainingBytes = limits.maxBytes;
  let minOneBatch = true;
  for (const target of targets) {
    const answer = await readTarget(target, { ...limits, maxBytes: remainingBytes, minOneBatch });
    answers.push(answer);
    if (answer.recordsBytes === 0) continue;
    minOneBatch = false;
    remainingBytes = Math.max(0, remainingBytes - answer.recordsBytes);
  }
  return answers;
}

interface TargetLimits extends FetchLimits {
  readonly minOneBatch: boolean;
}

async function readTarget(target: FetchTarget, limits: TargetLimits): Promise<FetchResponsePartition> {
  const { wanted, partition } = target;
  if (typeof partition === "number") return failed(wanted, partition);
  const code = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (code !== errorCode.NONE) return failed(wanted, code, partition);
  // Followers are not served: the only replica is this one.
  if (limits.replicaId >= 0) return failed(wanted, errorOfStranger(wanted), partition);
  const { log } = partition;
  const history = compareHistory(log, wanted);
  if (history === "outOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
  if (history !== null) return diverging(wanted, log, limits, history);

  const maxBytes = Math.min(wanted.maxBytes, limits.maxBytes);
  const isCommitted = limits.isolation === "committed";
  const options: ReadOptions = {
    minOneBatch: limits.minOneBatch,
    upTo: isCommitted ? "lastStableOffset" : "highWatermark",
  };
  const { fetchOffset } = wanted;
  const read =
    log.readCached(fetchOffset, maxBytes, options) ?? (await log.read(fetchOffset, maxBytes, options));
  if (read.kind === "offsetOutOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
  // It was closed just now: with its topic, or with its disk.
  if (read.kind === "unavailable")
    return failed(wanted, partition.checkLeaderEpoch() || errorCode.KAFKA_STORAGE_ERROR);
  const readableEnd = isCommitted ? log.lastStableOffset : log.highWatermark;
  if (maxBytes < 0 && fetchOffset < readableEnd) return failed(wanted, errorCode.UNKNOWN_SERVER_ERROR);
  return succeeded(wanted, log, read, isCommitted ? await abortedIn(log, wanted, read) : null);
}

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

/** Answers an error without reading. `partition` names the leader where the client takes another for it (KIP-951). */
function failed(
  wanted: FetchablePartition,
  code: number,
  partition: Partition | null = null,
): FetchResponsePartition {
  const isLeaderTold =
    partition !== null &&
    (code === errorCode.NOT_LEADER_OR_FOLLOWER || code === errorCode.FENCED_LEADER_EPOCH);
  return {
    wanted,
    response: {
      ...failedPartition(wanted.partition, code),
      abortedTransactions: null,
      ...(isLeaderTold
        ? { currentLeader: { leaderId: partition.leaderId, leaderEpoch: partition.leaderEpoch } }
        : {}),
    },
    recordsBytes: 0,
  };
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
    release: () => {},
  };
  const answer = succeeded(wanted, log, nothing, limits.isolation === "committed" ? [] : null);
  return { ...answer, response: { ...answer.response, divergingEpoch: { epoch, endOffset } } };
}

/** How the leader of a partition answers a broker that keeps no replica of it. */
function errorOfStranger({ currentLeaderEpoch }: FetchablePartition): number {
  return currentLeaderEpoch >= 0 ? errorCode.UNKNOWN_LEADER_EPOCH : errorCode.NOT_LEADER_OR_FOLLOWER;
}
