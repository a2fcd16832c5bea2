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

type Answers = FetchResponsePartition[];

/**
 * Reads partitions one after another, until the limit is used up. What is in memory is given as it is, without a copy and,
 * where that is all, without a wait; the rest is read from the disk into buffers on loan, when the budget allows.
 */
export function readPartitions(
  targets: readonly FetchTarget[],
  limits: FetchLimits,
): Answers | Promise<Answers> {
  const reading = new Reading(targets, limits);
  // What was read ahead takes memory from others while a client does not take it, as what is read does.
  const readAhead = limits.budget.hasRoom;
  for (const [index, target] of targets.entries()) {
    const answer = reading.readNow(target, { readAhead });
    if (answer === null || answer instanceof Promise) return readRest(reading, index, answer);
    reading.add(answer);
  }
  return reading.answers;
}

/** Goes on from the target whose answer takes a wait; null: for the disk. */
async function readRest(
  reading: Reading,
  from: number,
  first: Promise<FetchResponsePartition> | null,
): Promise<Answers> {
  let answer: FetchResponsePartition | Promise<FetchResponsePartition> | null = first;
  try {
    for (const target of reading.targets.slice(from)) {
      answer ??= reading.readNow(target, { readAhead: false }) ?? reading.readFromDisk(target);
      reading.add(answer instanceof Promise ? await answer : answer);
      answer = null;
    }
    return reading.answers;
  } finally {
    reading.end();
  }
}

/** The reading of many partitions under one limit. */
class Reading {
  readonly targets: readonly FetchTarget[];
  readonly answers: Answers = [];
  readonly #limits: FetchLimits;
  readonly #upTo: ReadOptions["upTo"];
  #remainingBytes: number;
  #minOneBatch = true;
  /** Gives our part of the budget back. */
  #giveBack: (() => void) | null = null;

  constructor(targets: readonly FetchTarget[], limits: FetchLimits) {
    this.targets = targets;
    this.#limits = limits;
    this.#upTo = limits.isolation === "committed" ? "lastStableOffset" : "highWatermark";
    this.#remainingBytes = limits.maxBytes;
  }

  add(answer: FetchResponsePartition): void {
    this.answers.push(answer);
    if (answer.recordsBytes === 0) return;
    this.#minOneBatch = false;
    this.#remainingBytes = Math.max(0, this.#remainingBytes - answer.recordsBytes);
  }

  /** What there is to say without the disk; null where it is needed. */
  readNow(
    target: FetchTarget,
    { readAhead }: { readonly readAhead: boolean },
  ): FetchResponsePartition | Promise<FetchResponsePartition> | null {
    const { wanted, partition } = target;
    if (typeof partition === "number") return failed(wanted, partition);
    const objection = objectionTo(wanted, partition, this.#limits);
    if (objection !== null) return objection;
    const read = partition.log.readCached(wanted.fetchOffset, this.#maxBytes(wanted), {
      ...this.#options,
      readAhead,
    });
    return read && this.#answer(wanted, partition, read);
  }

  /** For a target that {@link readNow} has looked at. */
  async readFromDisk({ wanted, partition }: FetchTarget): Promise<FetchResponsePartition> {
    if (typeof partition === "number") return failed(wanted, partition);
    const { log } = partition;
    const { budget } = this.#limits;
    this.#giveBack ??= await budget.take(Math.min(this.#remainingBytes, mostBytes(this.targets)));
    const read = await log.read(wanted.fetchOffset, this.#maxBytes(wanted), this.#options);
    return this.#answer(wanted, partition, read.kind === "records" ? copyOfSmall(read) : read);
  }

  end(): void {
    this.#giveBack?.();
  }

  get #options(): ReadOptions {
    return { minOneBatch: this.#minOneBatch, upTo: this.#upTo };
  }

  #maxBytes(wanted: FetchablePartition): number {
    return Math.min(wanted.maxBytes, this.#remainingBytes);
  }

  #answer(
    wanted: FetchablePartition,
    partition: Partition,
    read: LogRead,
  ): FetchResponsePartition | Promise<FetchResponsePartition> {
    if (read.kind === "offsetOutOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
    // It was closed just now: with its topic, or with its disk.
    if (read.kind === "unavailable")
      return failed(wanted, partition.checkLeaderEpoch() || errorCode.KAFKA_STORAGE_ERROR);
    const { log } = partition;
    const isCommitted = this.#limits.isolation === "committed";
    const readableEnd = isCommitted ? log.lastStableOffset : log.highWatermark;
    if (this.#maxBytes(wanted) < 0 && wanted.fetchOffset < readableEnd)
      return failed(wanted, errorCode.UNKNOWN_SERVER_ERROR);
    if (!isCommitted) return succeeded(wanted, log, read, null);
    if (read.sizeInBytes === 0) return succeeded(wanted, log, read, []);
    return answerCommitted(wanted, log, read);
  }
}

/** Why a partition is not read; null where nothing speaks against it. */
function objectionTo(
  wanted: FetchablePartition,
  partition: Partition,
  { apiVersion, replicaId, isolation }: FetchLimits,
): FetchResponsePartition | null {
  const code = partition.checkLeaderEpoch(wanted.currentLeaderEpoch);
  if (code !== errorCode.NONE) return toldLeader(failed(wanted, code), partition, apiVersion);
  // Followers are not served: the only replica is this one.
  if (replicaId >= 0) return toldLeader(failed(wanted, errorOfStranger(wanted)), partition, apiVersion);
  const { log } = partition;
  const history = compareHistory(log, wanted);
  if (history === "outOfRange") return failed(wanted, errorCode.OFFSET_OUT_OF_RANGE);
  return history && diverging(wanted, log, isolation, history);
}

function copyOfSmall(read: LogRecords): LogRecords {
  if (read.sizeInBytes > copyBelowBytes) return read;
  const records = { ...read, chunks: [Buffer.concat(read.chunks)], release: nothingToRelease };
  read.release();
  return records;
}

const nothingToRelease = (): void => {};

/** What could be read at most. */
function mostBytes(targets: readonly FetchTarget[]): number {
  let bytes = 0;
  for (const { partition, wanted } of targets) {
    if (typeof partition === "number" || !partition.isOnline) continue;
    bytes += Math.min(wanted.maxBytes, partition.log.sizeBytes);
  }
  return bytes;
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
    ...(read.sizeInBytes > 0 && { release: () => read.release() }),
  };
}

/** Readers of committed data are told which of it they must leave out. */
async function answerCommitted(
  wanted: FetchablePartition,
  log: Log,
  read: LogRecords,
): Promise<FetchResponsePartition> {
  const aborted = await log.abortedTransactions(wanted.fetchOffset, read.nextOffset);
  const told = aborted.map(({ producerId, firstOffset }) => ({ producerId, firstOffset }));
  return succeeded(wanted, log, read, told);
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
  isolation: FetchLimits["isolation"],
  { epoch, endOffset }: History,
): FetchResponsePartition {
  const nothing: LogRecords = {
    kind: "records",
    chunks: [],
    sizeInBytes: 0,
    nextOffset: wanted.fetchOffset,
    release: nothingToRelease,
  };
  const answer = succeeded(wanted, log, nothing, isolation === "committed" ? [] : null);
  return { ...answer, response: { ...answer.response, divergingEpoch: { epoch, endOffset } } };
}

/** How the leader of a partition answers a broker that keeps no replica of it. */
function errorOfStranger({ currentLeaderEpoch }: FetchablePartition): number {
  return currentLeaderEpoch >= 0 ? errorCode.UNKNOWN_LEADER_EPOCH : errorCode.NOT_LEADER_OR_FOLLOWER;
}
