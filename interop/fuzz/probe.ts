/** A well-behaved client among all the others: it asks for metadata, again and again, and notes how long that takes. */
import { connect, type Socket } from "node:net";
import { decodeResponse, encodeRequest, metadata } from "@ottla/protocol";
import { pause } from "../foundation/processes.ts";

const version = 12;
const betweenMs = 100;

export class Probe {
  readonly #port: number;
  readonly #limitMs: number;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  readonly faults: string[] = [];
  answers = 0;
  slowestMs = 0;

  constructor(port: number, limitMs: number) {
    this.#port = port;
    this.#limitMs = limitMs;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** A new connection every time: accepting one is what a broker under attack may fail at first. */
  async #run(): Promise<void> {
    while (!this.#isOver && this.faults.length === 0) {
      const started = performance.now();
      const fault = await askForMetadata(this.#port, this.#limitMs).catch((error: unknown) => String(error));
      const tookMs = performance.now() - started;
      if (fault !== null) this.faults.push(fault);
      else this.answers += 1;
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      await pause(betweenMs);
    }
  }
}

/** Null when there is an answer in time, and a broker in it; otherwise what there was instead. */
export function askForMetadata(port: number, limitMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let received = Buffer.alloc(0);
    const end = (fault: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    const timer = setTimeout(() => end(`no answer within ${limitMs} ms`), limitMs);
    socket.on("error", (error) => end(error.message));
    socket.on("close", () => end("the connection was closed"));
    socket.on("connect", () => {
      const asked = { topics: [], allowAutoTopicCreation: false };
      for (const chunk of encodeRequest(metadata, version, { correlationId: 7, clientId: "probe" }, asked)) {
        socket.write(chunk);
      }
    });
    socket.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      const { correlationId, body } = decodeResponse(metadata, version, received.subarray(4));
      const isRight = correlationId === 7 && body.brokers.length === 1;
      end(isRight ? null : `an answer with ${body.brokers.length} brokers`);
    });
  });
}
