import type { BufferPool, Clock, Connection, SharedBuffer } from "@ottla/runtime";
import type { ConnectionMemory, MemoryHolder } from "./connection-memory.ts";
import { type Frame, FrameReader } from "./frame-reader.ts";
import { ResponseQueue, type ResponseSlot } from "./response-queue.ts";

/** What a request came to: bytes to send (length included), nothing to send, or no way to go on with this client. */
export type Answer = readonly Uint8Array[] | "no answer" | "disconnect";

/** Work on one request. */
export interface PendingAnswer {
  /**
   * True for requests that take effect before their first wait, in the order in which they are started: the next
   * of them may start while this one waits. Everything else has the connection to itself, as in Apache Kafka.
   */
  readonly mayOverlap: boolean;
  /** True where nobody looks at the frame any more when `start` has returned: then its memory is used again. */
  readonly leavesFrame?: boolean;
  start(): Answer | Promise<Answer>;
  /** The system has taken all of the answer: what it was made of may be used again. Not called where the connection ends first. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * Turns a frame into work; throws when the frame cannot be understood at all. Who wants to keep a part of it after the work has
 * left it (`leavesFrame`) holds on to the memory that it lies in.
 */
export type FrameHandler = (frame: Buffer, memory: SharedBuffer) => PendingAnswer;

export interface ConnectionLimits {
  readonly maxFrameBytes: number;
  /** Requests that wait or are worked on; reading stops at the first of the two. */
  readonly maxQueuedRequests: number;
  readonly maxQueuedBytes: number;
}

/**
 * One client: its frames are answered in the order in which they came, and it is not read faster than it is answered
 * or than it takes the answers.
 */
export class ClientConnection implements MemoryHolder {
  readonly #connection: Connection;
  readonly #handle: FrameHandler;
  readonly #limits: ConnectionLimits;
  readonly #memory: ConnectionMemory;
  readonly #clock: Clock;
  readonly #reader: FrameReader;
  readonly #responses: ResponseQueue;
  readonly #onClose: (fault: Error | null) => void;
  #waiting: { frame: Frame; work: PendingAnswer | null }[] = [];
  #waitingBytes = 0;
  #running = 0;
  #runningBytes = 0;
  #runningMayOverlap = false;
  #isInLongTurn = false;
  #isPaused = false;
  #isEnding = false;
  /** The client sends no more. */
  #hasAll = false;
  #hasEnded = false;
  #isClosed = false;
  #fault: Error | null = null;
  blockedSinceMs: number | null = null;
  /** Requests begun so far: a connection that has none since the last look is idle. */
  requestCount = 0;

  constructor(options: {
    connection: Connection;
    handle: FrameHandler;
    limits: ConnectionLimits;
    memory: ConnectionMemory;
    clock: Clock;
    /** Where frames are put together. */
    pool: BufferPool;
    onClose: (fault: Error | null) => void;
  }) {
    this.#connection = options.connection;
    this.#handle = options.handle;
    this.#limits = options.limits;
    this.#memory = options.memory;
    this.#clock = options.clock;
    this.#onClose = options.onClose;
    this.#reader = new FrameReader(options.limits.maxFrameBytes, options.pool);
    this.#responses = new ResponseQueue((chunks, onSent) => this.#write(chunks, onSent));
  }

  /** Begins to read. What may come of that, an immediate close included, comes after the constructor's caller has this. */
  open(): void {
    this.#connection.receive({
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#onDrain(),
      onEnd: () => this.#onEnd(),
      onClose: (error) => this.#closed(error),
    });
  }

  /** True while a request is worked on. Who sends no more is not waited for any longer than who sends nothing. */
  get isBusy(): boolean {
    return this.#running > 0 && !this.#hasAll && !this.#isEnding;
  }

  get requestBytes(): number {
    return this.#reader.pendingBytes + this.#waitingBytes + this.#runningBytes;
  }

  get responseBytes(): number {
    return this.#isClosed ? 0 : this.#connection.queuedBytes;
  }

  /** Lets what is being worked on finish, takes nothing new, and closes when the last answer is out. */
  end(): void {
    this.#takeNothingNew();
    this.#endIfDone();
  }

  #takeNothingNew(): void {
    this.#isEnding = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#pause();
  }

  /** The client sends no more: what it sent is answered, and then the connection closes. */
  #onEnd(): void {
    this.#hasAll = true;
    this.#endIfDone();
  }

  /**
   * What comes next cannot be understood, or is not to be answered. What came before is, and then the connection closes: at the
   * end of the turn that this is part of.
   */
  #giveUp(fault: Error | null): void {
    this.#fault ??= fault;
    this.#takeNothingNew();
  }

  /** Closes at once. */
  destroy(fault: Error | null = null): void {
    this.#fault ??= fault;
    this.#connection.destroy();
  }

  resumeWork(): void {
    this.#turn(() => this.#startWaiting());
  }

  #onData(chunk: Buffer): void {
    if (this.#isEnding) return;
    this.#turn(() => this.#reader.push(chunk, (frame) => this.#enqueue(frame)));
  }

  #onDrain(): void {
    this.blockedSinceMs = null;
    this.#responses.unblock();
    this.#turn(() => this.#startWaiting());
  }

  /** One step of work: the answers that it makes leave together, and reading goes on as far as there is room after it. */
  #turn(step: () => void): void {
    if (this.#isClosed) return;
    this.#responses.hold();
    this.#attempt(step);
    this.#endTurn();
  }

  /**
   * A step after a wait. Where the next request is answered without a wait for the world, its answer is there before the turn
   * ends, and leaves with this one: requests that were sent together are answered together.
   */
  #longTurn(step: () => void): void {
    if (this.#isClosed) return;
    if (!this.#isInLongTurn) {
      this.#isInLongTurn = true;
      this.#responses.hold();
      process.nextTick(() => {
        this.#isInLongTurn = false;
        this.#endTurn();
      });
    }
    this.#attempt(step);
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#giveUp(error as Error);
    }
  }

  #endTurn(): void {
    this.#responses.release();
    this.#balance();
    this.#endIfDone();
  }

  #enqueue(frame: Frame): void {
    this.#waiting.push({ frame, work: null });
    this.#waitingBytes += frame.bytes.length;
    this.#startWaiting();
  }

  /** Starts as many waiting requests as may run now. */
  #startWaiting(): void {
    while (this.#waiting.length > 0 && !this.#isEnding && !this.#responses.isBlocked) {
      const next = this.#waiting[0]!;
      if (this.#running > 0 && !this.#runningMayOverlap) return;
      next.work ??= this.#handle(next.frame.bytes, next.frame.memory);
      if (this.#running > 0 && !(next.work.mayOverlap && this.#hasRoomToRun)) return;
      if (!this.#memory.admit(this)) return;
      this.#waiting.shift();
      this.#waitingBytes -= next.frame.bytes.length;
      this.#run(next.work, next.frame);
    }
  }

  get #hasRoomToRun(): boolean {
    return this.#running < this.#limits.maxQueuedRequests && this.#runningBytes < this.#limits.maxQueuedBytes;
  }

  #run(work: PendingAnswer, frame: Frame): void {
    this.requestCount += 1;
    const answer = work.start();
    const frameBytes = frame.bytes.length;
    if (work.leavesFrame === true) frame.release();
    const slot = this.#responses.reserve(work);
    if (!(answer instanceof Promise)) {
      this.#finish(slot, answer);
      return;
    }
    this.#running += 1;
    this.#runningBytes += frameBytes;
    this.#runningMayOverlap = work.mayOverlap;
    const settle = (answered: Answer): void => {
      this.#running -= 1;
      this.#runningBytes -= frameBytes;
      this.#longTurn(() => {
        this.#finish(slot, answered);
        this.#startWaiting();
      });
    };
    answer.then(settle, (error: unknown) => {
      this.#fault ??= error as Error;
      settle("disconnect");
    });
  }

  #finish(slot: ResponseSlot, answer: Answer): void {
    if (answer !== "disconnect") {
      this.#responses.fill(slot, answer === "no answer" ? [] : answer);
      return;
    }
    this.#responses.cutOff(slot);
    this.#giveUp(null);
  }

  #write(chunks: readonly Uint8Array[], onSent: (() => void) | undefined): boolean {
    const hasRoom = this.#connection.write(chunks, onSent);
    if (!hasRoom) this.blockedSinceMs ??= this.#clock.monotonic();
    return hasRoom;
  }

  /** Reads on exactly while there is room for what arrives. */
  #balance(): void {
    if (this.#isClosed) return;
    this.#memory.update(this);
    if (this.#isEnding) return;
    const { maxQueuedRequests, maxQueuedBytes } = this.#limits;
    const isFull =
      this.#responses.isBlocked ||
      this.#waiting.length + this.#running >= maxQueuedRequests ||
      this.#waitingBytes + this.#runningBytes >= maxQueuedBytes;
    if (isFull) this.#pause();
    else if (this.#isPaused) {
      this.#isPaused = false;
      this.#connection.resume();
    }
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#connection.pause();
  }

  #endIfDone(): void {
    const isEnding = this.#isEnding || (this.#hasAll && this.#waiting.length === 0);
    // In a turn there may be answers that are not written yet: its end comes by here again.
    const isDone = this.#running === 0 && !this.#responses.isHeld;
    if (!isEnding || !isDone || this.#hasEnded || this.#isClosed) return;
    this.#hasEnded = true;
    this.#connection.end();
  }

  #closed(error: Error | null): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#responses.close();
    this.#memory.remove(this);
    this.#onClose(this.#fault ?? error);
  }
}
