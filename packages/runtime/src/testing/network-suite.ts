import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection, ConnectionHandler, Network, NetworkListener } from "../ports.ts";

/** Runs one test with a network and a host name that listens on it. */
export type WithNetwork = (use: (network: Network, host: string) => Promise<void>) => Promise<void>;

/** What every implementation of {@link Network} promises. */
export function testNetwork(name: string, withNetwork: WithNetwork): void {
  const check = (rule: string, use: (network: Network, host: string) => Promise<void>) =>
    test(`${name}: ${rule}`, () => withNetwork(use));

  check("port 0 finds a free port, and a taken port is refused", async (network, host) => {
    const listener = await network.listen({ host, port: 0 }, () => undefined);
    assert.ok(listener.endpoint.port > 0);
    await assert.rejects(
      network.listen({ host, port: listener.endpoint.port }, () => undefined),
      { code: "EADDRINUSE" },
    );
    await listener.close();
    const again = await network.listen({ host, port: listener.endpoint.port }, () => undefined);
    await again.close();
  });

  check("nobody listening refuses the connection", async (network, host) => {
    const listener = await network.listen({ host, port: 0 }, () => undefined);
    await listener.close();
    await assert.rejects(network.connect({ host, port: listener.endpoint.port }), { code: "ECONNREFUSED" });
  });

  check("both ends agree on who they are", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    assert.deepEqual(client.remote.port, server.local.port);
    assert.deepEqual(client.local, server.remote);
    assert.equal(server.local.port, listener.endpoint.port);
    await over(client, server, listener);
  });

  check("bytes arrive in order, whatever the writes were", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    const expected: number[] = [];
    const atServer = collect(server);
    collect(client);
    for (let size = 0; size < 200; size++) {
      const chunks = [Buffer.alloc(size, size), Buffer.alloc(1, 255), Buffer.alloc(0)];
      expected.push(...Buffer.concat(chunks));
      client.write(chunks);
    }
    assert.deepEqual([...(await atServer.bytes(expected.length))], expected);
    await over(client, server, listener);
  });

  check(
    "large writes arrive in order too, and each is told once that it is on its way",
    async (network, host) => {
      const { client, server, listener } = await pair(network, host);
      const atServer = collect(server);
      collect(client);
      const writes = [
        [75, 1_000_000],
        [65_536, 300_000],
        [10, 65_526, 196_608],
        [262_144],
        [70_000, 70_000, 0, 400_000],
      ];
      const expected: Buffer[] = [];
      const told: number[] = [];
      for (const [index, sizes] of writes.entries()) {
        const chunks = sizes.map((size) =>
          Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 251)),
        );
        expected.push(...chunks);
        await new Promise<void>((resolve) => {
          client.write(chunks, () => {
            told.push(index);
            resolve();
          });
        });
      }
      const all = Buffer.concat(expected);
      assert.ok(all.equals(await atServer.bytes(all.length)));
      assert.deepEqual(told, [0, 1, 2, 3, 4]);
      await over(client, server, listener);
    },
  );

  check("nothing is read before somebody receives", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    collect(client);
    client.write([Buffer.from("early")]);
    const atServer = collect(server);
    assert.equal(String(await atServer.bytes(5)), "early");
    await over(client, server, listener);
  });

  check("a peer that does not read pushes back, and drains when it reads on", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    const atClient = collect(client);
    const atServer = collect(server);
    server.pause();
    const chunk = Buffer.alloc(1 << 20, 7);
    let written = 0;
    while (written < 64 && client.write([chunk])) written++;
    assert.ok(written < 64, "64 MiB went to a peer that reads nothing");
    assert.ok(client.queuedBytes > 0);
    server.resume();
    await atClient.drained;
    assert.equal(client.queuedBytes, 0);
    await atServer.bytes((written + 1) * chunk.length);
    await over(client, server, listener);
  });

  check(
    "a writer is told when its memory is free: what it writes there then is never sent",
    async (network, host) => {
      const { client, server, listener } = await pair(network, host);
      collect(client);
      const atServer = collect(server);
      server.pause();
      const memory = Buffer.alloc(1 << 20, 1);
      let isFree = false;
      const reused = new Promise<void>((resolve) => {
        client.write([Buffer.alloc(8 << 20, 1), memory], () => {
          isFree = true;
          memory.fill(2);
          resolve();
        });
      });
      assert.equal(isFree, false);
      server.resume();
      const received = await atServer.bytes(9 << 20);
      await reused;
      assert.ok(received.every((byte) => byte === 1));
      await new Promise<void>((resolve) => {
        client.write([Buffer.from("small"), Buffer.alloc(0)], resolve);
      });
      await over(client, server, listener);
    },
  );

  check("end sends what is queued, and both sides hear of the end once", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    const atClient = collect(client);
    const atServer = collect(server);
    client.write([Buffer.alloc(300_000, 1)]);
    client.end();
    assert.equal((await atServer.closed).receivedBytes, 300_000);
    assert.equal((await atServer.closed).error, null);
    assert.equal((await atClient.closed).error, null);
    server.write([Buffer.from("too late")]);
    await listener.close();
    assert.deepEqual([atClient.closeCount, atServer.closeCount], [1, 1]);
  });

  check("destroy closes at once, and the peer hears of it", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    const atClient = collect(client);
    const atServer = collect(server);
    server.destroy();
    await atClient.closed;
    await atServer.closed;
    await listener.close();
  });

  check("who receives after the end is told of it", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    const atClient = collect(client);
    client.destroy();
    await atClient.closed;
    await collect(server).closed;
    await listener.close();
  });

  check("a listener that closes leaves its connections open", async (network, host) => {
    const { client, server, listener } = await pair(network, host);
    await listener.close();
    const atServer = collect(server);
    const atClient = collect(client);
    client.write([Buffer.from("still here")]);
    assert.equal(String(await atServer.bytes(10)), "still here");
    client.end();
    await Promise.all([atClient.closed, atServer.closed]);
  });
}

interface Pair {
  readonly client: Connection;
  readonly server: Connection;
  readonly listener: NetworkListener;
}

async function pair(network: Network, host: string): Promise<Pair> {
  const { promise: accepted, resolve } = Promise.withResolvers<Connection>();
  const listener = await network.listen({ host, port: 0 }, resolve);
  const client = await network.connect({ host, port: listener.endpoint.port });
  return { client, server: await accepted, listener };
}

async function over(client: Connection, server: Connection, listener: NetworkListener): Promise<void> {
  client.destroy();
  server.destroy();
  await listener.close();
}

function collect(connection: Connection): Inbox {
  return new Inbox(connection);
}

/** What arrived. */
class Inbox implements ConnectionHandler {
  readonly closed: Promise<{ error: Error | null; receivedBytes: number }>;
  readonly drained: Promise<void>;
  closeCount = 0;
  #received = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #waiting: { count: number; resolve: (bytes: Buffer) => void } | null = null;
  readonly #resolveClosed: (end: { error: Error | null; receivedBytes: number }) => void;
  readonly #resolveDrained: () => void;

  constructor(connection: Connection) {
    const closed = Promise.withResolvers<{ error: Error | null; receivedBytes: number }>();
    const drained = Promise.withResolvers<void>();
    this.closed = closed.promise;
    this.drained = drained.promise;
    this.#resolveClosed = closed.resolve;
    this.#resolveDrained = drained.resolve;
    connection.receive(this);
  }

  bytes(count: number): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting = { count, resolve };
      this.#serve();
    });
  }

  onData(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#receivedBytes += chunk.length;
    this.#serve();
  }

  onDrain(): void {
    this.#resolveDrained();
  }

  onClose(error: Error | null): void {
    this.closeCount++;
    this.#resolveClosed({ error, receivedBytes: this.#receivedBytes });
  }

  #serve(): void {
    if (this.#waiting === null || this.#receivedBytes < this.#waiting.count) return;
    this.#received = Buffer.concat([this.#received, ...this.#chunks]);
    this.#chunks = [];
    this.#waiting.resolve(this.#received.subarray(0, this.#waiting.count));
    this.#waiting = null;
  }
}
