import type { Connection } from "@ottla/runtime";
import { FrameReader } from "./frame-reader.ts";
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
  start(): Answer | Promise<Answer>;
}

/** Turns a frame into work; throws when the frame cannot be understood at all. */
export type FrameHandler = (frame: Buffer) => PendingAnswer;

export interface ConnectionLimits {
  readonly maxFrameBytes: number;
  /** Requests read ahead while one is worked on; reading stops at the first of the two. */
  readonly maxQueuedRequests: number;
  readonly maxQueuedBytes: number;
}

/**
 * One client: its frames are answered in the order in which they came, and it is not read faster than it is answered
 * or than it takes the answers.
 */
export class ClientConnection {
  readonly #connection: Connection;
  readonly #handle: FrameHandler;
  readonly #limits: ConnectionLimits;
  readonly #reader: FrameReader;
  readonly #responses: ResponseQueue;
  readonly #onClose: (fault: Error | null) => void;
  #waiting: { frame: Buffer; work: PendingAnswer | null }[] = [];
  #waitingBytes = 0;
  #running = 0;
  #runningMayOverlap = false;
  #isPaused = false;
  #isEnding = false;
  #isClosed = false;
  #fault: Error | null = null;
  /** Requests begun so far: a connection that has none since the last look is idle. */
  requestCount = 0;

  constructor(options: {
    connection: Connection;
    handle: FrameHandler;
    limits: ConnectionLimits;
    onClose: (fault: Error | null) => void;
  }) {
    this.#connection = options.connection;
    this.#handle = options.handle;
    this.#limits = options.limits;
    this.#onClose = options.onClose;
    this.#reader = new FrameReader(options.limits.maxFrameBytes);
    this.#responses = new ResponseQueue((chunks) => this.#connection.write(chunks));
    this.#connection.receive({
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#onDrain(),
      onClose: (error) => this.#closed(error),
    });
  }

  /** True while a request is worked on or its answer is on its way out. */
  get isBusy(): boolean {
    return this.#running > 0 || this.#waiting.length > 0 || this.#connection.queuedBytes > 0;
  }

  /** Lets what is being worked on finish, takes nothing new, and closes when the last answer is out. */
  end(): void {
    this.#isEnding = true;
    this.#waiting = [];
    this.#pause();
    this.#endIfDone();
  }

  /** Closes at once. */
  destroy(fault: Error | null = null): void {
    this.#fault ??= fault;
    this.#connection.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#isEnding || this.#isClosed) return;
    this.#responses.hold();
    try {
      this.#reader.push(chunk, (frame) => this.#enqueue(frame));
    } catch (error) {
      this.destroy(error as Error);
    } finally {
      this.#responses.release();
    }
    this.#balance();
  }

  #enqueue(frame: Buffer): void {
    this.#waiting.push({ frame, work: null });
    this.#waitingBytes += frame.length;
    this.#startWaiting();
  }

  /** Starts as many waiting requests as may run now. */
  #startWaiting(): void {
    while (this.#waiting.length > 0 && !this.#responses.isBlocked) {
      const next = this.#waiting[0]!;
      next.work ??= this.#handle(next.frame);
      if (this.#running > 0 && !(this.#runningMayOverlap && next.work.mayOverlap)) return;
      this.#waiting.shift();
      this.#waitingBytes -= next.frame.length;
      this.#run(next.work);
    }
  }

  #run(work: PendingAnswer): void {
    this.requestCount += 1;
    const answer = work.start();
    const slot = this.#responses.reserve();
    if (!(answer instanceof Promise)) {
      this.#finish(slot, answer);
      return;
    }
    this.#running += 1;
    this.#runningMayOverlap = work.mayOverlap;
    answer.then(
      (value) => this.#finishLater(slot, value),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  #finishLater(slot: ResponseSlot, answer: Answer): void {
    this.#running -= 1;
    if (this.#isClosed) return;
    this.#responses.hold();
    try {
      this.#finish(slot, answer);
      if (!this.#isEnding) this.#startWaiting();
    } catch (error) {
      this.destroy(error as Error);
    } finally {
      this.#responses.release();
    }
    this.#balance();
    this.#endIfDone();
  }

  #finish(slot: ResponseSlot, answer: Answer): void {
    if (answer === "disconnect") this.destroy();
    else this.#responses.fill(slot, answer === "no answer" ? [] : answer);
  }

  #onDrain(): void {
    this.#responses.unblock();
    try {
      if (!this.#isEnding) this.#startWaiting();
    } catch (error) {
      this.destroy(error as Error);
    }
    this.#balance();
  }

  /** Reads on exactly while there is room for what arrives. */
  #balance(): void {
    if (this.#isClosed || this.#isEnding) return;
    const isFull =
      this.#waiting.length >= this.#limits.maxQueuedRequests ||
      this.#waitingBytes >= this.#limits.maxQueuedBytes;
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
    if (this.#isEnding && this.#running === 0) this.#connection.end();
  }

  #closed(error: Error | null): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#responses.close();
    this.#onClose(this.#fault ?? error);
  }
}
