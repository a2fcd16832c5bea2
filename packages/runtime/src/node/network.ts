import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { Connection, Endpoint, Network, NetworkListener } from "../ports.ts";
import { SocketConnection, withoutMapping } from "./connection.ts";

/** TCP. */
export const nodeNetwork: Network = {
  async listen(endpoint, onConnection) {
    const options = { noDelay: true, keepAlive: true, pauseOnConnect: true, allowHalfOpen: true };
    const server = createServer(options, (socket) => accept(socket, onConnection));
    await listening(server, endpoint);
    // Out of descriptors, the kernel refuses a connection that nobody here has seen yet. It is the client's to retry.
    server.on("error", () => undefined);
    return new ServerListener(server, endpoint.host);
  },

  async connect({ host, port }) {
    const socket = createConnection({ host, port, noDelay: true, keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.removeAllListeners("error");
    socket.pause();
    return new SocketConnection(socket);
  },
};

function accept(socket: Socket, onConnection: (connection: Connection) => void): void {
  // The peer may be gone before we look: then there is no one to introduce.
  if (socket.remoteAddress === undefined) socket.destroy();
  else onConnection(new SocketConnection(socket));
}

/** Without a host, Node listens on `::` for IPv6 and IPv4 alike, and on `0.0.0.0` where the machine has no IPv6. */
function listening(server: Server, { host, port }: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: host === "" ? undefined : host, backlog: 511 }, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

class ServerListener implements NetworkListener {
  readonly #server: Server;
  readonly endpoint: Endpoint;

  constructor(server: Server, host: string) {
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === "string")
      throw new Error("a TCP server has an address and a port");
    this.endpoint = { host: host === "" ? "" : withoutMapping(address.address), port: address.port };
  }

  close(): Promise<void> {
    // The callback of `close` waits for open connections; the port is free at once.
    this.#server.close();
    return Promise.resolve();
  }
}
