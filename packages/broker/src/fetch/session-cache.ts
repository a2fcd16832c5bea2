import type { Random } from "@ottla/runtime";
import { FetchSession } from "./session.ts";

/** Holds the sessions of all clients, bounded by `max.incremental.fetch.session.cache.slots`. */
export class FetchSessionCache {
  readonly #random: Random;
  readonly #maxSessions: number;
  readonly #evictionMs: number;
  /** Least recently used first. */
  readonly #sessions = new Map<number, FetchSession>();

  constructor(options: { random: Random; maxSessions: number; evictionMs: number }) {
    this.#random = options.random;
    this.#maxSessions = options.maxSessions;
    this.#evictionMs = options.evictionMs;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get(id: number): FetchSession | undefined {
    return this.#sessions.get(id);
  }

  remove(id: number): void {
    this.#sessions.delete(id);
  }

  touch(session: FetchSession, nowMs: number): void {
    session.lastUsedMs = nowMs;
    if (this.#sessions.delete(session.id)) this.#sessions.set(session.id, session);
  }

  /** A new session, or null when the cache is full of sessions that may not be evicted yet. */
  create(options: { isPrivileged: boolean; usesTopicIds: boolean; nowMs: number }): FetchSession | null {
    if (this.#sessions.size >= this.#maxSessions && !this.#evict(options)) return null;
    const session = new FetchSession({ id: this.#newId(), ...options });
    this.#sessions.set(session.id, session);
    return session;
  }

  /** A session makes room when it was not used for a while, or when a replica wants the place of a client. */
  #evict(newcomer: { isPrivileged: boolean; nowMs: number }): boolean {
    const oldest = this.#sessions.values().next().value;
    if (oldest !== undefined && newcomer.nowMs - oldest.lastUsedMs > this.#evictionMs) {
      return this.#sessions.delete(oldest.id);
    }
    if (!newcomer.isPrivileged) return false;
    for (const session of this.#sessions.values()) {
      if (!session.isPrivileged) return this.#sessions.delete(session.id);
    }
    return false;
  }

  /** Session ids are positive and cannot be guessed by counting. */
  #newId(): number {
    for (;;) {
      const id = this.#random.uint32() & 0x7fffffff;
      if (id !== 0 && !this.#sessions.has(id)) return id;
    }
  }
}
