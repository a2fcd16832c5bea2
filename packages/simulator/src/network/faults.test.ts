import assert from "node:assert/strict";
import type { Connection, Network } from "@ottla/runtime";
import { simulate } from "../simulate.ts";
import type { Simulation } from "../simulation.ts";

/** What one end hears. */
class Ear {
  text = "";
  readonly closed: Promise<Error | null>;

  constructor(connection: Connection) {
    const { promise, resolve } = Promise.withResolvers<Error | null>();
    this.closed = promise;
    connection.receive({
      onData: (chunk) => {
        this.text += chunk.toString("latin1");
      },
      onDrain: () => undefined,
      onClose: resolve,
    });
  }
}

interface Talk {
  readonly near: Connection;
  readonly far: Connection;
  readonly nearEar: Ear;
  readonly farEar: Ear;
}

async function talk(from: Network, to: Network, host: string, port: number): Promise<Talk> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await to.listen({ host: "", port }, resolve);
  const near = await from.connect({ host, port });
  const far = await promise;
  await listener.close();
  return { near, far, nearEar: new Ear(near), farEar: new Ear(far) };
}

function twoMachines(simulation: Simulation) {
  const [a, b] = [simulation.machine("a"), simulation.machine("b")];
  return { a, b, nearNetwork: a.boot().network, farNetwork: b.boot().network };
}

simulate(
  "a partition holds back what is sent, and healing lets it arrive in order",
  { seeds: 20 },
  async (simulation) => {
    const { nearNetwork, farNetwork } = twoMachines(simulation);
    const { near, farEar } = await talk(nearNetwork, farNetwork, "b", 9092);
    near.write([Buffer.from("before ")]);
    await simulation.sleep(10);
    simulation.network.partition(["a"], ["b"]);
    near.write([Buffer.from("during ")]);
    await simulation.sleep(1000);
    assert.equal(farEar.text, "before ");
    simulation.network.heal();
    near.write([Buffer.from("after")]);
    await simulation.sleep(10);
    assert.equal(farEar.text, "before during after");
  },
);

simulate(
  "what is on its way when a partition heals does not overtake what was held back",
  { seeds: 20 },
  async (simulation) => {
    const { nearNetwork, farNetwork } = twoMachines(simulation);
    const { near, farEar } = await talk(nearNetwork, farNetwork, "b", 9092);
    simulation.network.partition(["a"], ["b"]);
    near.write([Buffer.from("first ")]);
    await simulation.sleep(10);
    simulation.network.plan.latencyMs = [5, 50];
    near.write([Buffer.from("second ")]);
    await simulation.sleep(1);
    simulation.network.heal();
    near.write([Buffer.from("third")]);
    await simulation.sleep(200);
    assert.equal(farEar.text, "first second third");
  },
);

simulate(
  "a partition that lasts ends the connections that send, and new ones time out",
  { seeds: 5 },
  async (simulation) => {
    const { nearNetwork, farNetwork } = twoMachines(simulation);
    const { near, nearEar } = await talk(nearNetwork, farNetwork, "b", 9092);
    simulation.network.partition(["a"], ["b"]);
    near.write([Buffer.from("lost")]);
    assert.equal((await nearEar.closed)?.message.slice(0, 9), "ETIMEDOUT");
    await assert.rejects(nearNetwork.connect({ host: "b", port: 9092 }), { code: "ETIMEDOUT" });
  },
);

simulate(
  "a killed program's peers hear of it, a dark machine's do not until they send",
  { seeds: 5 },
  async (simulation) => {
    const { b, nearNetwork, farNetwork } = twoMachines(simulation);
    const first = await talk(nearNetwork, farNetwork, "b", 9092);
    b.kill();
    assert.match(String(await first.nearEar.closed), /ECONNRESET/);

    const second = await talk(nearNetwork, b.boot().network, "b", 9092);
    b.cutPower();
    const anHour = simulation.sleep(3_600_000);
    assert.equal(await Promise.race([second.nearEar.closed, anHour]), undefined);
    second.near.write([Buffer.from("anybody there?")]);
    assert.match(String(await second.nearEar.closed), /ETIMEDOUT/);
    await assert.rejects(nearNetwork.connect({ host: "b", port: 9092 }), { code: "ETIMEDOUT" });
  },
);

simulate(
  "a lossy network resets connections, and delivers a beginning of what was sent",
  { seeds: 20 },
  async (simulation) => {
    const { nearNetwork, farNetwork } = twoMachines(simulation);
    simulation.network.plan.resetChance = 0.05;
    simulation.network.plan.pieceBytes = 10;
    const { near, nearEar, farEar } = await talk(nearNetwork, farNetwork, "b", 9092);
    const sent = Array.from({ length: 500 }, (_, index) => `${index},`).join("");
    near.write([Buffer.from(sent)]);
    assert.match(String(await nearEar.closed), /ECONNRESET/);
    await farEar.closed;
    assert.ok(sent.startsWith(farEar.text) && farEar.text.length < sent.length);
  },
);

simulate("connections overtake each other", { seeds: 1 }, async (simulation) => {
  const { nearNetwork, farNetwork } = twoMachines(simulation);
  const one = await talk(nearNetwork, farNetwork, "b", 1);
  const two = await talk(nearNetwork, farNetwork, "b", 2);
  let overtakings = 0;
  for (let turn = 0; turn < 100; turn++) {
    one.near.write([Buffer.from("x")]);
    two.near.write([Buffer.from("x")]);
    await simulation.events(1);
    if (two.farEar.text.length > one.farEar.text.length) overtakings++;
    await simulation.sleep(10);
  }
  assert.ok(overtakings > 10 && overtakings < 90);
});

simulate(
  "an unknown host is not found, a foreign address is not listened on",
  { seeds: 1 },
  async (simulation) => {
    const { nearNetwork } = twoMachines(simulation);
    await assert.rejects(nearNetwork.connect({ host: "nowhere", port: 1 }), { code: "ENOTFOUND" });
    await assert.rejects(
      nearNetwork.listen({ host: "b", port: 1 }, () => undefined),
      { code: "EADDRNOTAVAIL" },
    );
  },
);
