/** A raw connection to a broker: frames out, frames back, and no client's opinion in between. */
import { connect, type Socket } from "node:net";

/** What came back: a frame (without its length), or the knowledge that none will. */
export type Reply = { readonly frame: Buffer } | { readonly outcome: "closed" | "silent" };

/** How long silence is an answer of its own. Requests that wait on purpose say how long they wait. */
export const silenceAfterMs = 15_000;

export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  readonly #frames: Buffer[] = [];
  #wanted: { resolve: (reply: Reply) => void; timer: NodeJS.Timeout } | undefined;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#receive(bytes));
    socket.on("close", () => {
      this.#isClosed = true;
      this.#deliver();
    });
  }

  /** Connects over IPv4, so that the address of a client is the same everywhere. */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        socket.on("error", () => undefined); // whatever happens, "close" follows
        resolve(new Connection(socket));
      });
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.#socket.write(chunk);
  }

  /** Says that nothing more will be sent, and leaves the answers to come. */
  finishSending(): void {
    this.#socket.end();
  }

  /** The next frame, in the order in which they come. One caller at a time. */
  next(timeoutMs = silenceAfterMs): Promise<Reply> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#wanted = undefined;
        resolve({ outcome: "silent" });
      }, timeoutMs);
      this.#wanted = { resolve, timer };
      this.#deliver();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 4) {
      const end = 4 + this.#received.readInt32BE(0);
      if (this.#received.length < end) break;
      this.#frames.push(this.#received.subarray(4, end));
      this.#received = this.#received.subarray(end);
    }
    this.#deliver();
  }

  #deliver(): void {
    if (this.#wanted === undefined) return;
    const frame = this.#frames.shift();
    if (frame === undefined && !this.#isClosed) return;
    const { resolve, timer } = this.#wanted;
    this.#wanted = undefined;
    clearTimeout(timer);
    resolve(frame === undefined ? { outcome: "closed" } : { frame });
  }
}
