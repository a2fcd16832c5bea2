import type { Socket } from "node:net";
import type { Connection, ConnectionHandler, Endpoint } from "../ports.ts";

/** A TCP connection, over the public interface of `node:net` alone. */
export class SocketConnection implements Connection {
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly #socket: Socket;
  #handler: ConnectionHandler | null = null;
  #fault: Error | null = null;
  #isEnding = false;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.remote = { host: withoutMapping(socket.remoteAddress ?? ""), port: socket.remotePort ?? 0 };
    this.local = { host: withoutMapping(socket.localAddress ?? ""), port: socket.localPort ?? 0 };
    // From the first moment: an error event that nobody hears ends the process.
    socket.on("error", (error) => {
      this.#fault = error;
    });
    socket.on("close", () => {
      this.#isClosed = true;
      this.#handler?.onClose(this.#fault);
    });
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  receive(handler: ConnectionHandler): void {
    if (this.#handler !== null) throw new Error("a connection has one handler");
    this.#handler = handler;
    if (this.#isClosed) {
      handler.onClose(this.#fault);
      return;
    }
    this.#socket.on("data", (chunk) => {
      if (!this.#isEnding) handler.onData(chunk);
    });
    this.#socket.on("drain", () => handler.onDrain());
    this.#socket.on("end", () => {
      if (handler.onEnd === undefined) this.end();
      else handler.onEnd();
    });
    this.#socket.resume();
  }

  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean {
    const taken = onSent && ((error?: Error | null) => (error ? undefined : onSent()));
    if (chunks.length === 1) return this.#socket.write(chunks[0]!, taken);
    let hasRoom = true;
    this.#socket.cork();
    chunks.forEach((chunk, index) => {
      hasRoom = this.#socket.write(chunk, index === chunks.length - 1 ? taken : undefined);
    });
    this.#socket.uncork();
    return hasRoom;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#isEnding = true;
    this.#socket.destroySoon();
    // Closing on top of unread input resets the connection, and the peer may lose the answer that is on its way.
    this.#socket.resume();
  }

  destroy(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }
}

/** IPv4 clients of a dual-stack listener are shown as what they are. */
export function withoutMapping(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
