import assert from "node:assert/strict";
import { test } from "node:test";
import { BufferPool, type Clock, type Connection, type ConnectionHandler } from "@ottla/runtime";
import { ClientConnection, type FrameHandler, type PendingAnswer } from "./client-connection.ts";
import { ConnectionMemory } from "./connection-memory.ts";

/** A clock that stands still, and keeps what is scheduled. */
class StillClock implements Clock {
  nowMs = 0;
  readonly scheduled: { dueMs: number; callback: () => void }[] = [];
  now = () => this.nowMs;
  monotonic = () => this.nowMs;
  giveWay = () => Promise.resolve();
  schedule(delayMs: number, callback: () => void) {
    const entry = { dueMs: this.nowMs + delayMs, callback };
    this.scheduled.push(entry);
    return { cancel: () => void this.scheduled.splice(this.scheduled.indexOf(entry), 1) };
  }
  advance(ms: number): void {
    this.nowMs += ms;
    for (const entry of this.scheduled.splice(0)) {
      if (entry.dueMs <= this.nowMs) entry.callback();
      else this.scheduled.push(entry);
    }
  }
}

/** The other end of a connection, in memory. */
class FakeConnection implements Connection {
  readonly remote = { host: "10.0.0.1", port: 1 };
  readonly local = { host: "10.0.0.2", port: 2 };
  readonly written: string[] = [];
  isPaused = false;
  isEnded = false;
  isDestroyed = false;
  hasRoom = true;
  queuedBytes = 0;
  handler!: ConnectionHandler;
  receive(handler: ConnectionHandler): void {
    this.handler = handler;
  }
  /** Of writes that the system has not taken. */
  readonly untaken: (() => void)[] = [];
  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean {
    if (onSent !== undefined) this.untaken.push(onSent);
    const bytes = Buffer.concat(chunks);
    this.written.push(bytes.toString());
    if (!this.hasRoom) this.queuedBytes += bytes.length;
    return this.hasRoom;
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  end(): void {
    this.isEnded = true;
  }
  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    this.handler.onClose(null);
  }
  arrive(...contents: string[]): void {
    this.handler.onData(Buffer.concat(contents.map(frameOf)));
  }
  drain(): void {
    this.hasRoom = true;
    this.queuedBytes = 0;
    this.handler.onDrain();
  }
}

function frameOf(content: string): Buffer {
  const frame = Buffer.alloc(4 + content.length);
  frame.writeInt32BE(content.length);
  frame.write(content, 4);
  return frame;
}

const limits = { maxFrameBytes: 1020, maxQueuedRequests: 4, maxQueuedBytes: 100 };

interface Setup {
  readonly handle: FrameHandler;
  readonly memory?: ConnectionMemory;
  readonly clock?: StillClock;
}

function open({ handle, clock = new StillClock(), memory }: Setup) {
  const connection = new FakeConnection();
  const faults: (Error | null)[] = [];
  const client = new ClientConnection({
    connection,
    handle,
    limits,
    pool: new BufferPool(),
    clock,
    memory: memory ?? new ConnectionMemory(clock, { requestBytes: 10_000, responseBytes: 10_000 }),
    onClose: (fault) => faults.push(fault),
  });
  client.open();
  return { connection, client, faults };
}

const echo: FrameHandler = (frame) => ({ mayOverlap: false, start: () => [Buffer.from(frame)] });

/** Answers when the test says so. */
class Later {
  readonly started: string[] = [];
  readonly #finish = new Map<string, () => void>();
  readonly handle: FrameHandler = (frame): PendingAnswer => {
    const name = frame.toString();
    return {
      mayOverlap: name.startsWith("o"),
      start: () => {
        this.started.push(name);
        return new Promise((resolve) => this.#finish.set(name, () => resolve([Buffer.from(name)])));
      },
    };
  };
  async finish(name: string): Promise<void> {
    this.#finish.get(name)!();
    // The connection's turn ends when nothing more can be done without the world.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

test("answers to requests of one chunk leave as one write", () => {
  const { connection } = open({ handle: echo });
  connection.arrive("a", "b", "c");
  assert.deepEqual(connection.written, ["abc"]);
});

test("a request has the connection to itself until it is answered", async () => {
  const later = new Later();
  const { connection } = open({ handle: later.handle });
  connection.arrive("1", "2");
  assert.deepEqual(later.started, ["1"]);
  await later.finish("1");
  assert.deepEqual(later.started, ["1", "2"]);
  await later.finish("2");
  assert.deepEqual(connection.written.join(""), "12");
});

test("requests that may overlap start together, and are answered in their order", async () => {
  const later = new Later();
  const { connection } = open({ handle: later.handle });
  connection.arrive("o1", "o2", "x", "o3");
  assert.deepEqual(later.started, ["o1", "o2"]);
  await later.finish("o2");
  assert.deepEqual(connection.written, []);
  await later.finish("o1");
  assert.deepEqual(connection.written, ["o1o2"]);
  assert.deepEqual(later.started, ["o1", "o2", "x"]);
});

test("reading stops while more waits than the limits allow, and goes on after", async () => {
  const later = new Later();
  const { connection } = open({ handle: later.handle });
  connection.arrive("1", "2", "3");
  assert.equal(connection.isPaused, false);
  connection.arrive("4");
  assert.equal(connection.isPaused, true);
  await later.finish("1");
  assert.equal(connection.isPaused, false);
  connection.arrive("x".repeat(100));
  assert.equal(connection.isPaused, true);
});

test("requests that may overlap are bounded like those that wait", () => {
  const later = new Later();
  const { connection } = open({ handle: later.handle });
  connection.arrive("o1", "o2", "o3", "o4", "o5");
  assert.deepEqual(later.started, ["o1", "o2", "o3", "o4"]);
  assert.equal(connection.isPaused, true);
});

test("nothing is begun or read while the client does not take its answers", () => {
  const { connection } = open({ handle: echo });
  connection.hasRoom = false;
  connection.arrive("a");
  connection.arrive("b");
  assert.deepEqual(connection.written, ["a"]);
  assert.equal(connection.isPaused, true);
  connection.drain();
  assert.deepEqual(connection.written, ["a", "b"]);
  assert.equal(connection.isPaused, false);
});

test("what cannot be understood closes the connection, and the reason is told", () => {
  const { connection, faults } = open({
    handle: () => {
      throw new Error("no such API");
    },
  });
  connection.arrive("a");
  assert.equal(connection.isEnded, true);
  connection.destroy();
  assert.equal(faults[0]?.message, "no such API");
});

test("what came before a fault is answered before the connection closes, and nothing after it is", async () => {
  const later = new Later();
  const { connection } = open({
    handle: (frame, memory) => {
      if (frame.toString() === "bad") throw new Error("bad");
      return later.handle(frame, memory);
    },
  });
  connection.arrive("1", "bad", "2");
  await later.finish("1");
  assert.deepEqual(connection.written, ["1"]);
  assert.equal(connection.isEnded, true);
  assert.deepEqual(later.started, ["1"]);
});

test("an answer that is none closes the connection after the answers before it", async () => {
  const { connection } = open({
    handle: (frame) => ({
      mayOverlap: false,
      start: () => (frame.toString() === "x" ? "disconnect" : [frame]),
    }),
  });
  connection.arrive("a", "x", "b");
  assert.deepEqual(connection.written, ["a"]);
  assert.equal(connection.isEnded, true);
});

test("a client that sends no more hears the answers to what it sent", async () => {
  const later = new Later();
  const { connection } = open({ handle: later.handle });
  connection.arrive("1", "2");
  connection.handler.onEnd!();
  await later.finish("1");
  assert.equal(connection.isEnded, false);
  await later.finish("2");
  assert.equal(connection.written.join(""), "12");
  assert.equal(connection.isEnded, true);
});

test("an ending connection answers what runs, and takes nothing new", async () => {
  const later = new Later();
  const { connection, client } = open({ handle: later.handle });
  connection.arrive("1", "2");
  client.end();
  assert.equal(connection.isEnded, false);
  await later.finish("1");
  assert.deepEqual(connection.written, ["1"]);
  assert.deepEqual(later.started, ["1"]);
  assert.equal(connection.isEnded, true);
});

test("with too much memory in requests, the connection that holds most is closed", () => {
  const clock = new StillClock();
  const memory = new ConnectionMemory(clock, { requestBytes: 100, responseBytes: 10_000 });
  const small = open({ handle: echo, clock, memory });
  const large = open({ handle: echo, clock, memory });
  small.connection.handler.onData(frameOf("x".repeat(60)).subarray(0, 40));
  large.connection.handler.onData(frameOf("x".repeat(90)).subarray(0, 70));
  assert.equal(small.connection.isDestroyed, false);
  assert.equal(large.connection.isDestroyed, true);
  assert.match(large.faults[0]!.message, /too much memory/);
});

test("with too much memory in answers nobody's request begins, until they are taken or the client has given up", () => {
  const clock = new StillClock();
  const memory = new ConnectionMemory(clock, { requestBytes: 10_000, responseBytes: 5 });
  const stuck = open({ handle: echo, clock, memory });
  const other = open({ handle: echo, clock, memory });
  stuck.connection.hasRoom = false;
  stuck.connection.arrive("a long answer");
  other.connection.arrive("b");
  assert.deepEqual(other.connection.written, []);
  for (let second = 0; second < 31; second += 1) clock.advance(1000);
  assert.equal(stuck.connection.isDestroyed, true);
  assert.deepEqual(other.connection.written, ["b"]);
});

test("who asks for it is told when the system has taken an answer, each of those that left together", () => {
  const taken: string[] = [];
  const { connection } = open({
    handle: (frame) => {
      const name = frame.toString();
      const onSent = name === "b" ? undefined : () => taken.push(name);
      return { mayOverlap: false, start: () => [Buffer.from(name)], onSent };
    },
  });
  connection.arrive("a", "b", "c");
  assert.deepEqual(connection.written, ["abc"]);
  assert.deepEqual(taken, []);
  for (const tell of connection.untaken.splice(0)) tell();
  assert.deepEqual(taken, ["a", "c"]);
  connection.arrive("b");
  assert.equal(connection.untaken.length, 0);
});

test("a frame's memory is used again when its request has started, if the request leaves it", () => {
  for (const leavesFrame of [true, false]) {
    const frames: Buffer[] = [];
    const { connection } = open({
      handle: (frame) => ({ mayOverlap: false, leavesFrame, start: () => (frames.push(frame), "no answer") }),
    });
    const chunk = Buffer.allocUnsafeSlow(8192);
    for (let at = 0; at < chunk.length; at += 1024) chunk.writeInt32BE(1020, at);
    connection.handler.onData(chunk);
    assert.equal(frames.length, 8);
    assert.equal(chunk.length, leavesFrame ? 0 : 8192);
  }
});
