/** One connection after the other, each sending frames until the broker has had enough of it. */
import { connect, type Socket } from "node:net";
import type { Frame, FrameSource } from "./frames.ts";

/** What became of frames. */
export interface Tally {
  sent: number;
  answered: number;
  /** The broker closed the connection. */
  closed: number;
  /** Nothing came within the time that a frame is given: it waits on purpose, or for the rest of itself. */
  silent: number;
  /** Connections that could not be made although the broker should accept them. */
  refused: number;
}

export interface Share {
  readonly port: number;
  readonly source: FrameSource;
  readonly tally: Tally;
  /** Called with each frame before it is sent. */
  readonly onFrame: (frame: Frame) => void;
  /** False once enough frames have been sent. */
  readonly wantsMore: () => boolean;
}

/** A frame that is not answered by then waits on purpose, and whatever is behind it on its connection does too. */
const silenceMs = 250;
const framesPerConnection = 200;
const connectPatienceMs = 10_000;
const maxAnswerBytes = 0x40000000;

/** Sends until nothing more is wanted. */
export async function sendFrames(share: Share): Promise<void> {
  while (share.wantsMore()) {
    const socket = await open(share.port);
    if (socket === null) {
      share.tally.refused += 1;
      continue;
    }
    try {
      await useConnection(socket, share);
    } finally {
      socket.destroy();
    }
  }
}

async function useConnection(socket: Socket, { source, tally, onFrame, wantsMore }: Share): Promise<void> {
  const answers = new Answers(socket);
  for (let count = 0; count < framesPerConnection && wantsMore(); count += 1) {
    const frame = source.next();
    onFrame(frame);
    tally.sent += 1;
    socket.write(frame.bytes);
    const outcome = await answers.next(frame.isIncomplete ? 0 : silenceMs);
    tally[outcome] += 1;
    if (outcome !== "answered") return;
  }
}

function open(port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, connectPatienceMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.on("error", () => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}

/** Counts answers by their lengths, without keeping them. */
class Answers {
  #isClosed = false;
  #count = 0;
  /** Bytes of the current answer that are still to come; negative: of its length. */
  #missing = -4;
  #length = 0;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  async next(timeoutMs: number): Promise<"answered" | "closed" | "silent"> {
    if (this.#count === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
    if (this.#count > 0) {
      this.#count -= 1;
      return "answered";
    }
    return this.#isClosed ? "closed" : "silent";
  }

  #read(bytes: Buffer): void {
    let position = 0;
    while (position < bytes.length) {
      if (this.#missing < 0) {
        this.#length = (this.#length << 8) | bytes[position]!;
        position += 1;
        this.#missing += 1;
        if (this.#missing < 0) continue;
        if (this.#length < 4 || this.#length > maxAnswerBytes) {
          throw new Error(`an answer of ${this.#length} bytes begins`);
        }
        this.#missing = this.#length;
        this.#length = 0;
      } else {
        const read = Math.min(this.#missing, bytes.length - position);
        position += read;
        this.#missing -= read;
        if (this.#missing > 0) continue;
        this.#missing = -4;
        this.#count += 1;
      }
    }
    if (this.#count > 0) this.#wake?.();
  }
}
