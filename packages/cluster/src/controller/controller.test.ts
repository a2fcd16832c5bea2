import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { nodeWorld } from "@ottla/runtime";
import { EffectiveConfigs } from "../config/index.ts";
import { noLeader } from "../image/index.ts";
import { openTestQuorum, temporaryDirectory } from "../testing/open-test-quorum.ts";
import { Controller, RegistrationError } from "./controller.ts";
import type { BrokerAnnouncement } from "./registration.ts";

const { clock, random } = nodeWorld();
const origin = { apiVersion: 7, principal: "User:ANONYMOUS" };

async function openController(context: TestContext, path = temporaryDirectory(context)) {
  const opened = await openTestQuorum(path);
  const { quorum } = opened;
  const configs = new EffectiveConfigs({ nodeId: 1, given: new Map() });
  const controller = new Controller({ quorum, configs, clock, random });
  const announcement: BrokerAnnouncement = {
    brokerId: 1,
    incarnationId: Buffer.from(random.bytes(16)).toString("base64url"),
    listeners: [{ name: "PLAINTEXT", host: "localhost", port: 9092, securityProtocol: 0 }],
    rack: null,
    directories: [quorum.directoryId],
    previousBrokerEpoch: null,
  };
  return { ...opened, path, configs, controller, announcement };
}

const topicNamed = (name: string) => ({
  topics: [{ name, numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }],
  timeoutMs: 1000,
  validateOnly: false,
});

test("a broker's life: registered, unfenced, leading, shut down, and back again in a new epoch", async (context) => {
  const first = await openController(context);
  const { controller, quorum, announcement } = first;
  const brokerEpoch = await controller.registerBroker(announcement);
  assert.equal(quorum.image.cluster.brokers.get(1)?.isFenced, true);
  await controller.unfenceBrokers([1]);
  assert.equal(quorum.image.cluster.brokers.get(1)?.isFenced, false);
  const { topics } = await controller.createTopics(topicNamed("a"), origin);
  assert.equal(topics[0]?.errorCode, 0);
  const leaders = () => quorum.image.topics.byName.get("a")?.partitions.map(({ leader }) => leader);
  assert.deepEqual(leaders(), [1, 1]);
  await controller.beginControlledShutdown([1]);
  assert.deepEqual(leaders(), [noLeader, noLeader]);
  await controller.fenceBrokers([1]);
  await first.close();

  const second = await openController(context, first.path);
  const announced = { ...second.announcement, previousBrokerEpoch: brokerEpoch };
  assert.ok((await second.controller.registerBroker(announced)) > brokerEpoch);
  await second.controller.unfenceBrokers([1]);
  const [partition] = second.quorum.image.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual(
    [partition?.leader, partition?.leaderEpoch, partition?.leaderRecoveryState],
    [1, 2, "recovered"],
  );
  await second.close();
});

test("a broker that was killed leads again, and has to recover", async (context) => {
  const { controller, quorum, announcement, close } = await openController(context);
  await controller.registerBroker(announcement);
  await controller.unfenceBrokers([1]);
  await controller.createTopics(topicNamed("a"), origin);
  // The same node comes again, without having been fenced, and knows nothing of an epoch.
  await controller.registerBroker({ ...announcement, incarnationId: "NTBM6wofQJqKD6yZdhn_Iw" });
  await controller.unfenceBrokers([1]);
  const [partition] = quorum.image.topics.byName.get("a")?.partitions ?? [];
  assert.deepEqual(
    [partition?.leader, partition?.isr, partition?.leaderRecoveryState],
    [1, [1], "recovering"],
  );
  await close();
});

test("the same incarnation amends its registration, and keeps its epoch", async (context) => {
  const { controller, quorum, announcement, close } = await openController(context);
  const brokerEpoch = await controller.registerBroker(announcement);
  await controller.unfenceBrokers([1]);
  assert.equal(await controller.registerBroker({ ...announcement, rack: "b" }), brokerEpoch);
  const broker = quorum.image.cluster.brokers.get(1);
  assert.deepEqual([broker?.rack, broker?.isFenced, broker?.epoch], ["b", false, brokerEpoch]);
  await close();
});

test("a directory that fails takes its replicas' leadership with it", async (context) => {
  const { controller, quorum, announcement, close } = await openController(context);
  const other = "NTBM6wofQJqKD6yZdhn_Iw";
  await controller.registerBroker({ ...announcement, directories: [quorum.directoryId, other] });
  await controller.unfenceBrokers([1]);
  await controller.createTopics(topicNamed("a"), origin);
  const { id: topicId } = quorum.image.topics.byName.get("a")!;
  const directories = [other];
  await quorum.append([
    { kind: "partitionChange", version: 2, value: { partitionId: 1, topicId, directories } },
  ]);
  await controller.directoriesOffline(1, [other]);
  assert.deepEqual(
    quorum.image.topics.byName.get("a")?.partitions.map(({ leader }) => leader),
    [1, noLeader],
  );
  assert.deepEqual(quorum.image.cluster.brokers.get(1)?.directories, [quorum.directoryId]);
  await close();
});

const refusals: readonly [string, Partial<BrokerAnnouncement>, RegExp][] = [
  ["without directories", { directories: [] }, /No directories/],
  ["with a reserved directory", { directories: ["AAAAAAAAAAAAAAAAAAAAAQ"] }, /Reserved directory/],
  [
    "with a directory twice",
    { directories: ["NTBM6wofQJqKD6yZdhn_Iw", "NTBM6wofQJqKD6yZdhn_Iw"] },
    /Duplicate/,
  ],
  [
    "without the cluster's features",
    { features: new Map([["metadata.version", { min: 7, max: 29 }]]) },
    /does not support finalized version 1 of eligible/,
  ],
];

for (const [what, change, says] of refusals) {
  test(`a broker ${what} is not registered`, async (context) => {
    const { controller, quorum, announcement, close } = await openController(context);
    await assert.rejects(controller.registerBroker({ ...announcement, ...change }), (error: unknown) => {
      assert.ok(error instanceof RegistrationError);
      assert.match(error.message, says);
      return true;
    });
    assert.equal(quorum.image.cluster.brokers.size, 0);
    await close();
  });
}

test("each decision sees those before it, though none of them is committed yet", async (context) => {
  const { controller, announcement, close } = await openController(context);
  await controller.registerBroker(announcement);
  await controller.unfenceBrokers([1]);
  const answers = await Promise.all([1, 2, 3].map(() => controller.createTopics(topicNamed("a"), origin)));
  // The first has it, the others come too late: TOPIC_ALREADY_EXISTS.
  assert.deepEqual(
    answers.map(({ topics }) => topics[0]?.errorCode),
    [0, 36, 36],
  );
  await close();
});

test("an answer that is built on what is not committed waits for it", async (context) => {
  const { controller, quorum, close } = await openController(context);
  const set = controller.run(
    () => ({
      records: [
        { kind: "config", version: 0, value: { resourceType: 4, resourceName: "", name: "n", value: "1" } },
      ],
      response: "set",
    }),
    origin,
  );
  const read = controller.run(
    ({ image }) => ({ records: [], response: image.configs.of(4, "").get("n") }),
    origin,
  );
  assert.equal(quorum.image.configs.of(4, "").get("n"), undefined);
  assert.equal(await read, "1");
  assert.equal(quorum.image.configs.of(4, "").get("n"), "1");
  assert.equal(await set, "set");
  await close();
});

test("settings that are decided hold for the next decision", async (context) => {
  const { controller, configs, close } = await openController(context);
  const changed = controller.run(
    () => ({
      records: [
        {
          kind: "config",
          version: 0,
          value: { resourceType: 4, resourceName: "", name: "log.retention.ms", value: "77" },
        },
      ],
      response: null,
    }),
    origin,
  );
  assert.equal(configs.topic("any")["retention.ms"], 77);
  await changed;
  await close();
});

test("a decision that fails fails alone", async (context) => {
  const { controller, quorum, close } = await openController(context);
  const { nextOffset } = quorum;
  const decided = controller.run(() => {
    throw new Error("a bug");
  }, origin);
  await assert.rejects(decided, /a bug/);
  assert.equal(quorum.nextOffset, nextOffset);
  assert.equal(quorum.failure, null);
  await controller.registerController({
    controllerId: 1,
    incarnationId: "NTBM6wofQJqKD6yZdhn_Iw",
    listeners: [],
  });
  assert.equal(quorum.image.cluster.controllers.size, 1);
  await close();
});

test("producer ids come in blocks, to brokers that are registered", async (context) => {
  const { controller, announcement, close } = await openController(context);
  const brokerEpoch = await controller.registerBroker(announcement);
  const blocks = await Promise.all([1, 2].map(() => controller.allocateProducerIds(1, brokerEpoch)));
  assert.deepEqual(blocks, [
    { firstProducerId: 0, count: 1000 },
    { firstProducerId: 1000, count: 1000 },
  ]);
  await assert.rejects(controller.allocateProducerIds(1, brokerEpoch - 1), RegistrationError);
  await close();
});
