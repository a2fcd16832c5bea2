import type { Random } from "@ottla/runtime";
import { FetchSession } from "./session.ts";

/** Partitions that all sessions together may hold: the memory of a few hundred megabytes. */
const defaultMaxPartitions = 1_000_000;

/** Who wants a session. */
export interface SessionRequest {
  /** A replica of another broker: it comes before clients. */
  readonly isPrivileged: boolean;
  readonly usesTopicIds: boolean;
  readonly partitionCount: number;
  readonly nowMs: number;
}

/**
 * Holds the sessions of all clients (KIP-227), bounded by `max.incremental.fetch.session.cache.slots` and by the partitions
 * that they hold. A client that gets none fetches as well, only with larger requests and answers.
 */
export class FetchSessionCache {
  readonly #random: Random;
  readonly #maxSessions: number;
  readonly #maxPartitions: number;
  readonly #evictionMs: number;
  /** Least recently used first. */
  readonly #sessions = new Map<number, FetchSession>();
  #partitionCount = 0;
  #evictionCount = 0;

  constructor(options: {
    readonly random: Random;
    readonly maxSessions: number;
    readonly evictionMs: number;
    readonly maxPartitions?: number;
  }) {
    this.#random = options.random;
    this.#maxSessions = options.maxSessions;
    this.#maxPartitions = options.maxPartitions ?? defaultMaxPartitions;
    this.#evictionMs = options.evictionMs;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Partitions of all sessions. */
  get partitionCount(): number {
    return this.#partitionCount;
  }

  /** Sessions that had to make room so far. */
  get evictionCount(): number {
    return this.#evictionCount;
  }

  get(id: number): FetchSession | undefined {
    return this.#sessions.get(id);
  }

  remove(id: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    this.#partitionCount -= session.countedSize;
  }

  /**
   * Takes note that a session was used, and how large it is now. False: it has grown beyond what all may hold, and is gone.
   */
  touch(session: FetchSession, nowMs: number): boolean {
    this.#partitionCount += session.size - session.countedSize;
    session.countedSize = session.size;
    session.lastUsedMs = nowMs;
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
    if (this.#partitionCount <= this.#maxPartitions) return true;
    this.remove(session.id);
    return false;
  }

  /** A new session, or null when the cache is full of sessions that may not be evicted yet. */
  create(request: SessionRequest): FetchSession | null {
    if (this.#partitionCount + request.partitionCount > this.#maxPartitions) return null;
    if (this.#sessions.size >= this.#maxSessions && !this.#evict(request)) return null;
    const session = new FetchSession({ id: this.#newId(), ...request });
    this.#sessions.set(session.id, session);
    return session;
  }

  /**
   * A session makes room when it was not used for a while; else the smallest, if the newcomer is larger and it has had its
   * time, or if it is a client's and the newcomer a replica.
   */
  #evict(newcomer: SessionRequest): boolean {
    const oldest = this.#sessions.values().next().value;
    if (oldest === undefined) return false;
    if (newcomer.nowMs - oldest.lastUsedMs > this.#evictionMs) return this.#drop(oldest);
    let least: FetchSession | null = null;
    for (const session of this.#sessions.values()) {
      const hadItsTime = newcomer.nowMs - session.createdMs > this.#evictionMs;
      if (!hadItsTime && !(newcomer.isPrivileged && !session.isPrivileged)) continue;
      if (least === null || worthOf(session) < worthOf(least)) least = session;
    }
    if (least === null) return false;
    const worth = (newcomer.isPrivileged ? privilege : 0) + newcomer.partitionCount;
    return worth >= worthOf(least) && this.#drop(least);
  }

  #drop(session: FetchSession): boolean {
    this.remove(session.id);
    this.#evictionCount += 1;
    return true;
  }

  /** Session ids are positive and cannot be guessed by counting. */
  #newId(): number {
    for (;;) {
      const id = this.#random.uint32() & 0x7fffffff;
      if (id !== 0 && !this.#sessions.has(id)) return id;
    }
  }
}

/** Outweighs any number of partitions. */
const privilege = 2 ** 32;

function worthOf({ isPrivileged, size }: FetchSession): number {
  return (isPrivileged ? privilege : 0) + size;
}
