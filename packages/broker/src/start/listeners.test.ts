import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { describeGroups, errorCode, findCoordinator, joinGroup, metadata } from "@ottla/protocol";
import { atEnd } from "../testing/at-end.ts";
import { TestClient } from "../testing/test-client.ts";
import { TestNode } from "../testing/test-node.ts";

test("clients of each listener are told that listener's address", async (t) => {
  const node = await TestNode.start(t, {
    settings: {
      "process.roles": "broker,controller",
      "node.id": "1",
      listeners: "INSIDE://127.0.0.1:0,OUTSIDE://127.0.0.1:0,CONTROLLER://127.0.0.1:0",
      "advertised.listeners": "INSIDE://inside.example:1,OUTSIDE://outside.example:2",
      "controller.listener.names": "CONTROLLER",
      "inter.broker.listener.name": "INSIDE",
      "listener.security.protocol.map": "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
    },
  });
  for (const [name, host, port] of [
    ["INSIDE", "inside.example", 1],
    ["OUTSIDE", "outside.example", 2],
  ] as const) {
    const client = await node.connect(t, name);
    const { brokers } = await client.ask(metadata, 12, { topics: [] });
    assert.deepEqual(brokers, [{ nodeId: 1, host, port, rack: null }]);
  }
});

test("a listener without a host hears IPv6 and IPv4, and shows each client as what it is", async (t) => {
  const node = await TestNode.start(t, { settings: { listeners: "PLAINTEXT://:0" } });
  const { port } = node.node.address("PLAINTEXT");
  const hasIPv6 = Object.values(networkInterfaces()).some((each) =>
    each?.some(({ address }) => address === "::1"),
  );
  for (const host of hasIPv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]) {
    const client = await TestClient.connect(port, host);
    atEnd(t, () => client.close());
    await waitForCoordinator(client);
    const groupId = `seen from ${host}`;
    const join = {
      groupId,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      memberId: "",
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: Buffer.alloc(0) }],
    };
    const { errorCode: code } = await client.ask(joinGroup, 3, join);
    assert.equal(code, errorCode.NONE);
    const { groups } = await client.ask(describeGroups, 4, { groups: [groupId] });
    assert.equal(groups[0]?.members[0]?.clientHost, `/${host === "::1" ? "0:0:0:0:0:0:0:1" : host}`);
  }
});

async function waitForCoordinator(client: TestClient): Promise<void> {
  for (;;) {
    const { coordinators } = await client.ask(findCoordinator, 4, { keyType: 0, coordinatorKeys: ["g"] });
    if (coordinators[0]?.errorCode === errorCode.NONE) return;
  }
}
