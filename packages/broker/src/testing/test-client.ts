import { connect, type Socket } from "node:net";
import { type Api, decodeResponse, encodeRequest, type RequestInput, type ResponseOf } from "@ottla/protocol";
import { FrameReader } from "../network/frame-reader.ts";

const maxFrameBytes = 1 << 30;

/** A client that speaks the protocol over a real socket, request by request. */
export class TestClient {
  readonly #socket: Socket;
  readonly #reader = new FrameReader(maxFrameBytes);
  readonly #frames: Buffer[] = [];
  #waiting: { resolve: (frame: Buffer) => void; reject: (error: Error) => void }[] = [];
  #isOver = false;
  #nextCorrelationId = 1;
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isOver = true;
        for (const { reject } of this.#waiting.splice(0)) reject(new Error("the connection was closed"));
        resolve();
      });
    });
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    socket.on("data", (chunk: Buffer) =>
      this.#reader.push(chunk, ({ bytes }) => this.#arrived(Buffer.from(bytes))),
    );
  }

  static async connect(port: number, host = "127.0.0.1"): Promise<TestClient> {
    const socket = connect({ port, host, noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new TestClient(socket);
  }

  /** Sends a request and resolves to its answer. */
  async ask<A extends Api>(api: A, version: number, request: RequestInput<A>): Promise<ResponseOf<A>> {
    const correlationId = this.send(api, version, request);
    const answer = decodeResponse(api, version, await this.nextFrame());
    if (answer.correlationId !== correlationId)
      throw new Error(`an answer to ${answer.correlationId} came first`);
    return answer.body;
  }

  /** Sends a request, and does not wait. Its correlation id. */
  send<A extends Api>(api: A, version: number, request: RequestInput<A>): number {
    const correlationId = this.#nextCorrelationId++;
    this.sendBytes(Buffer.concat(encodeRequest(api, version, { correlationId, clientId: "test" }, request)));
    return correlationId;
  }

  sendBytes(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next answer, without its length. Rejects when the connection ends instead. */
  nextFrame(): Promise<Buffer> {
    const frame = this.#frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    if (this.#isOver) return Promise.reject(new Error("the connection was closed"));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Stops to read, as a client does that hangs. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Says that nothing more will come, and listens on. */
  finishSending(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  #arrived(frame: Buffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#frames.push(frame);
    else next.resolve(frame);
  }
}
