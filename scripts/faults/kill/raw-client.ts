import { connect, type Socket } from "node:net";
import { type Api, decodeResponse, encodeRequest, type RequestInput, type ResponseOf } from "@ottla/protocol";

/** The connection is gone: an answer that was waited for will not come. */
export class ConnectionLost extends Error {
  constructor() {
    super("the connection was lost");
    this.name = "ConnectionLost";
  }
}

interface Waiting {
  readonly decode: (frame: Buffer) => unknown;
  readonly resolve: (body: never) => void;
  readonly reject: (error: Error) => void;
}

const lengthBytes = 4;

/** Requests down a socket, answers back in order. It knows nothing of brokers, and never tries anything again. */
export class RawClient {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #arrived: Buffer[] = [];
  #arrivedBytes = 0;
  #isLost = false;
  #nextCorrelationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", () => undefined); // What follows is the close.
    socket.on("close", () => this.#lose());
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "localhost", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.removeListener("error", reject);
        resolve(new RawClient(socket));
      });
    });
  }

  /** Sends a request. Rejects with {@link ConnectionLost} when nobody will answer. */
  send<A extends Api>(api: A, version: number, body: RequestInput<A>): Promise<ResponseOf<A>> {
    const correlationId = this.#nextCorrelationId++;
    return new Promise((resolve, reject) => {
      if (this.#isLost) {
        reject(new ConnectionLost());
        return;
      }
      this.#waiting.push({
        decode: (frame) => decodeResponse(api, version, frame).body,
        resolve,
        reject,
      });
      this.#socket.cork();
      for (const chunk of encodeRequest(api, version, { correlationId, clientId: "faults" }, body)) {
        this.#socket.write(chunk);
      }
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#arrived.push(chunk);
    this.#arrivedBytes += chunk.length;
    for (;;) {
      const size = this.#frameSize();
      if (size === null || this.#arrivedBytes < lengthBytes + size) return;
      const arrived = this.#arrived.length === 1 ? this.#arrived[0]! : Buffer.concat(this.#arrived);
      const rest = arrived.subarray(lengthBytes + size);
      this.#arrived = rest.length > 0 ? [rest] : [];
      this.#arrivedBytes = rest.length;
      this.#answer(arrived.subarray(lengthBytes, lengthBytes + size));
    }
  }

  #frameSize(): number | null {
    if (this.#arrivedBytes < lengthBytes) return null;
    if (this.#arrived[0]!.length < lengthBytes) this.#arrived = [Buffer.concat(this.#arrived)];
    return this.#arrived[0]!.readInt32BE(0);
  }

  #answer(frame: Buffer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) throw new Error("an answer that nobody asked for");
    try {
      waiting.resolve(waiting.decode(frame) as never);
    } catch (error) {
      waiting.reject(error as Error); // From the decoder.
    }
  }

  #lose(): void {
    this.#isLost = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new ConnectionLost());
  }
}
