import { buildEndTransactionMarker, errorCode } from "@ottla/protocol";
import type { Clock, Random, Timer } from "@ottla/runtime";
import { applyRecord, onTimer, startGroups } from "../machine.ts";
import type { ClusterTopics } from "./cluster-topics.ts";
import type { CoordinatorLog } from "./coordinator-log.ts";
import type { GroupCoordinatorConfig } from "./group-config.ts";
import { loadState } from "./load.ts";
import type { PartitionLog } from "./partition-log.ts";
import { PendingBatch, type Transaction } from "./pending-batch.ts";
import { GroupCoordinatorState } from "./state.ts";
import { type Answer, type Caller, Turn } from "./turn.ts";

/** What coordinators live in. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly config: GroupCoordinatorConfig;
  readonly topics: ClusterTopics;
  readonly log: CoordinatorLog;
}

/** `failed`: the log cannot be read; another broker may have better luck. */
export type CoordinatorStatus = "loading" | "active" | "failed" | "closed";

/** How a transaction ended. */
export interface TransactionEnd extends Transaction {
  readonly outcome: "commit" | "abort";
  readonly coordinatorEpoch: number;
}

/** Somebody outside who waits for an answer. */
interface Waiter {
  readonly resolve: (response: unknown) => void;
  readonly refuse: (code: number) => unknown;
}

/** One life of the state, from a load to the next: what is late from an earlier life finds that it is over. */
interface Life {
  readonly state: GroupCoordinatorState;
  nextOffset: number;
  /** Takes what is written now. */
  pending: PendingBatch | null;
  /** Appended, not committed; in order. */
  readonly appended: PendingBatch[];
  isFlushScheduled: boolean;
}

/**
 * Runs the group machine over one partition: serializes decisions, appends what they write, releases answers when it is
 * committed, wakes the machine when its timers are due, and loads the state from the log when it begins or when an
 * append has failed.
 *
 * One batch is on its way at a time; decisions made meanwhile go together into the next one. So batches grow with the
 * load, and an idle coordinator answers at once.
 */
export class PartitionCoordinator {
  readonly #partition: number;
  readonly #leaderEpoch: number;
  readonly #partitionLog: PartitionLog;
  readonly #surroundings: Surroundings;
  readonly #waiters = new Map<number, Waiter>();
  #status: CoordinatorStatus = "loading";
  #life: Life | null = null;
  #lastCallerId = 0;
  #timer: Timer | null = null;
  #timerDeadline = Number.POSITIVE_INFINITY;

  constructor(options: {
    readonly partition: number;
    readonly leaderEpoch: number;
    readonly partitionLog: PartitionLog;
    readonly surroundings: Surroundings;
  }) {
    this.#partition = options.partition;
    this.#leaderEpoch = options.leaderEpoch;
    this.#partitionLog = options.partitionLog;
    this.#surroundings = options.surroundings;
  }

  get status(): CoordinatorStatus {
    return this.#status;
  }

  get leaderEpoch(): number {
    return this.#leaderEpoch;
  }

  /** Reads the log. Resolves when the coordinator answers, or never will; failures are logged, not thrown. */
  async load(): Promise<void> {
    const { clock, log } = this.#surroundings;
    const partition = this.#partition;
    const startedAt = clock.monotonic();
    const life: Life = {
      state: new GroupCoordinatorState(this.#surroundings),
      nextOffset: 0,
      pending: null,
      appended: [],
      isFlushScheduled: false,
    };
    this.#life = life;
    this.#status = "loading";
    try {
      const loaded = await loadState(life.state, this.#partitionLog, log, () => this.#life === life);
      if (this.#life !== life) return;
      life.nextOffset = loaded.nextOffset;
      this.#decide(life, startGroups, null);
      this.#status = "active";
      this.#runTimers(life);
      const { recordCount } = loaded;
      const durationMs = Math.round(clock.monotonic() - startedAt);
      log.info("group coordinator loaded", {
        partition,
        recordCount,
        groups: life.state.groups.size,
        durationMs,
      });
    } catch (error) {
      if (this.#life !== life) return;
      this.#life = null;
      this.#status = "failed";
      log.error("group coordinator cannot load its partition", { partition, error });
    }
  }

  /** Stops: another broker leads now, or this one goes down. Everybody who waits is told to look for the coordinator. */
  close(): void {
    this.#drop("closed", errorCode.NOT_COORDINATOR);
  }

  /**
   * Makes a decision and resolves with its answer, once everything that it may be based on is committed. `refuse` makes
   * the answer where there is none: while loading, after closing, or when what was written could not be appended.
   */
  run<R>(
    decide: (turn: Turn, caller: Caller<R>) => void,
    refuse: (code: number) => R,
    transaction: Transaction | null = null,
  ): Promise<R> {
    const life = this.#life;
    if (this.#status === "loading") return Promise.resolve(refuse(errorCode.COORDINATOR_LOAD_IN_PROGRESS));
    if (this.#status !== "active" || life === null) return Promise.resolve(refuse(errorCode.NOT_COORDINATOR));
    return new Promise<R>((resolve) => {
      this.#lastCallerId += 1;
      const id = this.#lastCallerId;
      // The machine answers a caller with what its type says.
      this.#waiters.set(id, { resolve: resolve as (response: unknown) => void, refuse });
      this.#turn(life, (turn) => decide(turn, { id }), transaction);
    });
  }

  /** Appends the marker that ends a transaction; resolves with an error code when its offsets count, or are gone. */
  endTransaction(end: TransactionEnd): Promise<number> {
    const life = this.#life;
    if (this.#status === "loading") return Promise.resolve(errorCode.COORDINATOR_LOAD_IN_PROGRESS);
    if (this.#status !== "active" || life === null) return Promise.resolve(errorCode.NOT_COORDINATOR);
    this.#flush(life);
    const marker = buildEndTransactionMarker({ ...end, timestamp: this.#surroundings.clock.now() });
    life.state.offsets.endTransaction(end.producerId, end.outcome);
    life.nextOffset += 1;
    return new Promise((resolve) => {
      this.#lastCallerId += 1;
      const id = this.#lastCallerId;
      this.#waiters.set(id, { resolve: resolve as (response: unknown) => void, refuse: (code) => code });
      const batch = new PendingBatch(null);
      batch.answers.push({ caller: { id }, response: errorCode.NONE });
      this.#append(life, batch, marker);
    });
  }

  #turn(life: Life, decide: (turn: Turn) => void, transaction: Transaction | null): void {
    try {
      this.#decide(life, decide, transaction);
      this.#runTimers(life);
    } catch (error) {
      this.#onFault(life, error);
    }
  }

  /** A fault in the machine: nobody knows what it has left undone. */
  #onFault(life: Life, error: unknown): void {
    if (this.#life !== life) return;
    const partition = this.#partition;
    this.#surroundings.log.error("group coordinator failed to decide, and loads again", { partition, error });
    this.#reload(errorCode.UNKNOWN_SERVER_ERROR);
  }

  #decide(life: Life, decide: (turn: Turn) => void, transaction: Transaction | null): void {
    const { clock, random, log } = this.#surroundings;
    const now = clock.now();
    const turn = new Turn({
      state: life.state,
      now,
      monotonicNow: clock.monotonic(),
      drawBytes: (count) => random.bytes(count),
      applyRecord: (kind, key, value, origin) => applyRecord(life.state, kind, key, value, origin),
      nextOffset: life.nextOffset,
      maxBytes: this.#partitionLog.maxBatchBytes,
      producerId: transaction?.producerId ?? -1,
    });
    decide(turn);
    for (const { level, message, fields } of turn.notes) log[level](message, fields);
    if (turn.records.length > 0) this.#write(life, turn, now, transaction);
    for (const answer of turn.answers) this.#answerWhenCommitted(life, answer);
  }

  #write(life: Life, turn: Turn, now: number, transaction: Transaction | null): void {
    const { pending } = life;
    const fits =
      pending !== null &&
      isSameTransaction(pending.transaction, transaction) &&
      pending.hasRoomFor(turn.records, this.#partitionLog.maxBatchBytes);
    if (!fits) this.#flush(life);
    life.pending ??= new PendingBatch(transaction);
    life.pending.add(turn.records, now);
    life.nextOffset += turn.records.length;
    if (life.appended.length > 0 || life.isFlushScheduled) return;
    life.isFlushScheduled = true;
    queueMicrotask(() => {
      life.isFlushScheduled = false;
      this.#flush(life);
    });
  }

  #answerWhenCommitted(life: Life, answer: Answer): void {
    const batch = life.pending ?? life.appended.at(-1);
    if (batch === undefined) this.#release(answer);
    else batch.answers.push(answer);
  }

  #release({ caller, response }: Answer): void {
    const waiter = this.#waiters.get(caller.id);
    if (waiter === undefined) return;
    this.#waiters.delete(caller.id);
    waiter.resolve(response);
  }

  #flush(life: Life): void {
    const { pending } = life;
    if (this.#life !== life || pending === null) return;
    life.pending = null;
    this.#append(life, pending, pending.build());
  }

  #append(life: Life, batch: PendingBatch, bytes: Buffer): void {
    life.appended.push(batch);
    this.#partitionLog.append(bytes, this.#leaderEpoch).then(
      () => this.#onCommitted(life, batch),
      (error: unknown) => this.#onAppendFailed(life, error),
    );
  }

  /** What is committed, everything before it is: answers leave in the order in which they were given. */
  #onCommitted(life: Life, batch: PendingBatch): void {
    if (this.#life !== life) return;
    const count = life.appended.indexOf(batch) + 1;
    for (const committed of life.appended.splice(0, count)) {
      for (const answer of committed.answers) this.#release(answer);
    }
    if (life.appended.length === 0) this.#flush(life);
  }

  #onAppendFailed(life: Life, error: unknown): void {
    if (this.#life !== life) return;
    const partition = this.#partition;
    this.#surroundings.log.error("group coordinator cannot append, and loads again", { partition, error });
    this.#reload(errorCode.NOT_COORDINATOR);
  }

  /** Whether what was written is in the log is not known: the log says. */
  #reload(code: number): void {
    this.#drop("loading", code);
    void this.load();
  }

  #drop(status: CoordinatorStatus, code: number): void {
    this.#life = null;
    this.#status = status;
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerDeadline = Number.POSITIVE_INFINITY;
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    for (const { resolve, refuse } of waiters) resolve(refuse(code));
  }

  /** Lets happen what is due, then sees to being called back. Timers that these set wait for the next round. */
  #runTimers(life: Life): void {
    const now = this.#surroundings.clock.monotonic();
    for (let left = life.state.timers.size; left > 0 && this.#life === life; left -= 1) {
      const event = life.state.timers.takeDue(now);
      if (event === null) break;
      this.#decide(life, (turn) => onTimer(turn, event), null);
    }
    if (this.#life === life) this.#wakeAt(life, life.state.timers.deadline());
  }

  #wakeAt(life: Life, deadline: number): void {
    // Being woken too early does no harm, and putting off a wake-up for each heartbeat would cost more.
    if (deadline >= this.#timerDeadline || deadline === Number.POSITIVE_INFINITY) return;
    this.#timer?.cancel();
    this.#timerDeadline = deadline;
    const delayMs = Math.max(deadline - this.#surroundings.clock.monotonic(), 0);
    this.#timer = this.#surroundings.clock.schedule(delayMs, () => {
      if (this.#life !== life) return;
      this.#timer = null;
      this.#timerDeadline = Number.POSITIVE_INFINITY;
      this.#turn(life, () => {}, null);
    });
  }
}

function isSameTransaction(one: Transaction | null, other: Transaction | null): boolean {
  return one?.producerId === other?.producerId && one?.producerEpoch === other?.producerEpoch;
}
