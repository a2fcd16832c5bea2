import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  alterPartitionReassignments,
  buildRecordBatch,
  createTopics,
  deleteRecords,
  describeCluster,
  describeConfigs,
  electLeaders,
  errorCode,
  fetch,
  findCoordinator,
  heartbeat,
  incrementalAlterConfigs,
  initProducerId,
  joinGroup,
  listGroups,
  listOffsets,
  listPartitionReassignments,
  metadata,
  offsetCommit,
  offsetFetch,
  offsetForLeaderEpoch,
  produce,
} from "@ottla/protocol";
import type { TestClient } from "../testing/test-client.ts";
import { TestNode, temporaryDirectory } from "../testing/test-node.ts";
import { StartFault } from "./start-fault.ts";

const ids = [1, 2, 3];
const ascending = (left: number, right: number): number => left - right;
const settings = { "test.virtual.brokers": "3" };

/** A node of three brokers, and a client of each, by id. */
async function start(test: TestContext, directory = temporaryDirectory(test)) {
  const node = await TestNode.start(test, { directory, settings });
  const clients = new Map<number, TestClient>();
  for (const id of ids) clients.set(id, await node.connect(test, "PLAINTEXT", id));
  return { node, directory, to: (id: number) => clients.get(id)! };
}

async function create(client: TestClient, name: string, assignments: readonly number[][] = []) {
  const chosen = assignments.length > 0;
  const { topics } = await client.ask(createTopics, 7, {
    topics: [
      {
        name,
        numPartitions: chosen ? -1 : 6,
        replicationFactor: chosen ? -1 : 3,
        assignments: assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
        configs: [],
      },
    ],
    timeoutMs: 5000,
  });
  assert.equal(topics[0]!.errorCode, errorCode.NONE);
  return topics[0]!.topicId;
}

async function partitionsOf(client: TestClient, name: string) {
  const { topics } = await client.ask(metadata, 12, { topics: [{ name }] });
  return topics[0]!.partitions.toSorted((left, right) => left.partitionIndex - right.partitionIndex);
}

const batch = buildRecordBatch({ records: [{ key: null, value: Buffer.from("v"), timestamp: 1 }] });

async function produceTo(client: TestClient, name: string, index = 0, records = batch) {
  const topicData = [{ name, partitionData: [{ index, records }] }];
  const { responses } = await client.ask(produce, 9, { acks: -1, timeoutMs: 5000, topicData });
  return responses[0]!.partitionResponses[0]!;
}

test("one node shows as many brokers as it was told, each with a port of its own", async (t) => {
  const { node, to } = await start(t);
  const { brokers } = await to(2).ask(metadata, 12, { topics: [] });
  const expected = ids.map((nodeId) => ({ nodeId, ...node.node.address("PLAINTEXT", nodeId), rack: null }));
  assert.deepEqual(brokers, expected);
  assert.equal(new Set(brokers.map(({ port }) => port)).size, 3);
  const described = await to(3).ask(describeCluster, 1, { includeClusterAuthorizedOperations: false });
  assert.deepEqual(
    described.brokers.map(({ brokerId }) => brokerId),
    ids,
  );
});

test("partitions are spread over the brokers, and all of them are in sync", async (t) => {
  const { to } = await start(t);
  await create(to(1), "t");
  const partitions = await partitionsOf(to(1), "t");
  assert.deepEqual(new Set(partitions.map(({ leaderId }) => leaderId)), new Set(ids));
  for (const { replicaNodes, isrNodes, offlineReplicas } of partitions) {
    assert.deepEqual(
      [replicaNodes.toSorted(ascending), isrNodes.toSorted(ascending), offlineReplicas],
      [ids, ids, []],
    );
  }
});

test("whoever asks a broker that does not lead is sent on, and the data is there once", async (t) => {
  const { to } = await start(t);
  const topicId = await create(to(1), "t", [[2, 1, 3]]);
  const astray = errorCode.NOT_LEADER_OR_FOLLOWER;
  assert.equal((await produceTo(to(2), "t")).errorCode, errorCode.NONE);
  for (const id of [1, 3]) {
    const client = to(id);
    assert.equal((await produceTo(client, "t")).errorCode, astray);
    const fetched = await client.ask(fetch, 16, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 1000,
      topics: [{ topicId, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }],
    });
    const partition = fetched.responses[0]!.partitions[0]!;
    assert.deepEqual([partition.errorCode, partition.currentLeader?.leaderId], [astray, 2]);
    assert.equal(fetched.nodeEndpoints?.[0]?.nodeId, 2);
    const listed = await client.ask(listOffsets, 7, {
      replicaId: -1,
      topics: [{ name: "t", partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
    });
    assert.equal(listed.topics[0]!.partitions[0]!.errorCode, astray);
    const ended = await client.ask(offsetForLeaderEpoch, 4, {
      replicaId: -1,
      topics: [{ topic: "t", partitions: [{ partition: 0, currentLeaderEpoch: 0, leaderEpoch: 0 }] }],
    });
    assert.equal(ended.topics[0]!.partitions[0]!.errorCode, astray);
    const deleted = await client.ask(deleteRecords, 2, {
      topics: [{ name: "t", partitions: [{ partitionIndex: 0, offset: 1 }] }],
      timeoutMs: 1000,
    });
    assert.equal(deleted.topics[0]!.partitions[0]!.errorCode, astray);
  }
  const listed = await to(2).ask(listOffsets, 7, {
    replicaId: -1,
    topics: [{ name: "t", partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
  });
  assert.equal(listed.topics[0]!.partitions[0]!.offset, 1);
});

test("each group has its coordinator, and no other broker answers for it", async (t) => {
  const { to } = await start(t);
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const coordinators = new Map<string, number>();
  while (coordinators.size < names.length) {
    const found = await to(1).ask(findCoordinator, 4, { keyType: 0, coordinatorKeys: names });
    for (const { key, nodeId, errorCode: code } of found.coordinators)
      if (code === errorCode.NONE) coordinators.set(key, nodeId);
  }
  assert.ok(new Set(coordinators.values()).size > 1);
  const [[groupId, here] = ["", 0]] = coordinators;
  const there = ids.find((id) => id !== here)!;
  const beat = { groupId, generationId: 0, memberId: "m" };
  assert.equal((await to(there).ask(heartbeat, 4, beat)).errorCode, errorCode.NOT_COORDINATOR);
  const join = {
    groupId,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 30_000,
    memberId: "",
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: Buffer.alloc(0) }],
  };
  assert.equal((await to(there).ask(joinGroup, 3, join)).errorCode, errorCode.NOT_COORDINATOR);
  assert.equal((await to(here).ask(joinGroup, 3, join)).errorCode, errorCode.NONE);
  const groupsOn = async (id: number) => (await to(id).ask(listGroups, 4, {})).groups.length;
  assert.deepEqual([await groupsOn(here), await groupsOn(there)], [1, 0]);
});

test("settings of a broker are told and changed by itself alone", async (t) => {
  const { node, to } = await start(t);
  const resource = { resourceType: 4, resourceName: "2", configurationKeys: null };
  const describe = async (id: number) => {
    const { results } = await to(id).ask(describeConfigs, 4, { resources: [resource] });
    const { errorCode: code, configs } = results[0]!;
    return { code, value: (key: string) => configs.find(({ name }) => name === key)?.value };
  };
  assert.equal((await describe(1)).code, errorCode.INVALID_REQUEST);
  const own = await describe(2);
  assert.deepEqual([own.value("node.id"), own.value("test.virtual.brokers")], ["2", "3"]);
  const change = { name: "message.max.bytes", configOperation: 0, value: "77777" };
  const request = { resources: [{ ...resource, configs: [change] }], validateOnly: false };
  const codes = [1, 2].map(async (id) => {
    const { responses } = await to(id).ask(incrementalAlterConfigs, 1, request);
    return responses[0]!.errorCode;
  });
  assert.deepEqual(await Promise.all(codes), [errorCode.INVALID_REQUEST, errorCode.NONE]);
  assert.equal((await describe(2)).value("message.max.bytes"), "77777");
  assert.equal(node.failures.length, 0);
});

test("leadership goes from broker to broker in a new epoch, and what producers wrote stays known", async (t) => {
  const { to } = await start(t);
  await create(to(1), "t", [[1]]);
  const { producerId } = await to(3).ask(initProducerId, 4, {
    transactionalId: null,
    transactionTimeoutMs: 1000,
  });
  const written = (sequence: number) =>
    buildRecordBatch({
      records: [{ key: null, value: Buffer.from("v"), timestamp: 1 }],
      producerId,
      producerEpoch: 0,
      baseSequence: sequence,
    });
  assert.equal((await produceTo(to(1), "t", 0, written(0))).baseOffset, 0);
  // Asked together, so that the second comes while the move is under way however slow this machine is.
  const [moved, underWay] = await Promise.all([
    to(2).ask(alterPartitionReassignments, 0, {
      timeoutMs: 5000,
      topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }],
    }),
    to(2).ask(listPartitionReassignments, 0, { timeoutMs: 5000, topics: null }),
  ]);
  assert.equal(moved.responses[0]!.partitions[0]!.errorCode, errorCode.NONE);
  const { replicas, addingReplicas, removingReplicas } = underWay.topics[0]!.partitions[0]!;
  assert.deepEqual([replicas, addingReplicas, removingReplicas], [[3, 2, 1], [2, 3], [1]]);
  for (;;) {
    const [partition] = await partitionsOf(to(1), "t");
    if (partition!.leaderId !== 3 || partition!.isrNodes.length < 2) continue;
    assert.deepEqual(
      [partition!.replicaNodes, partition!.isrNodes.toSorted(ascending)],
      [
        [3, 2],
        [2, 3],
      ],
    );
    break;
  }
  assert.equal((await produceTo(to(1), "t", 0, written(1))).errorCode, errorCode.NOT_LEADER_OR_FOLLOWER);
  // The same batch once more is known, and the next one follows.
  assert.equal((await produceTo(to(3), "t", 0, written(0))).baseOffset, 0);
  assert.equal((await produceTo(to(3), "t", 0, written(1))).baseOffset, 1);
  const elected = await to(2).ask(electLeaders, 2, {
    electionType: 0,
    topicPartitions: [{ topic: "t", partitions: [0] }],
    timeoutMs: 5000,
  });
  assert.equal(
    elected.replicaElectionResults[0]!.partitionResult[0]!.errorCode,
    errorCode.ELECTION_NOT_NEEDED,
  );
});

test("who waits for records of a broker hears at once that it leads no more, and its session is its own", async (t) => {
  const { to } = await start(t);
  const topicId = await create(to(1), "t", [[1, 2]]);
  const wanted = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 };
  const ask = { minBytes: 1, maxBytes: 1000, topics: [{ topicId, partitions: [wanted] }] };
  const opened = await to(1).ask(fetch, 16, { ...ask, maxWaitMs: 0, sessionEpoch: 0 });
  assert.notEqual(opened.sessionId, 0);
  const next = { ...ask, maxWaitMs: 600_000, sessionId: opened.sessionId, sessionEpoch: 1, topics: [] };
  const elsewhere = await to(2).ask(fetch, 16, next);
  assert.equal(elsewhere.errorCode, errorCode.FETCH_SESSION_ID_NOT_FOUND);

  const parked = to(1).ask(fetch, 16, next);
  await to(3).ask(alterPartitionReassignments, 0, {
    timeoutMs: 5000,
    topics: [{ name: "t", partitions: [{ partitionIndex: 0, replicas: [2] }] }],
  });
  const partition = (await parked).responses[0]?.partitions[0];
  assert.equal(partition?.errorCode, errorCode.NOT_LEADER_OR_FOLLOWER);
  assert.equal(partition.currentLeader?.leaderId, 2);
});

test("a group goes on with another coordinator where it stood", async (t) => {
  const { to } = await start(t);
  await create(to(1), "t", [[1]]);
  let coordinator = -1;
  while (coordinator < 0) {
    const { coordinators } = await to(1).ask(findCoordinator, 4, { keyType: 0, coordinatorKeys: ["g"] });
    coordinator = coordinators[0]!.nodeId;
  }
  const offset = { partitionIndex: 0, committedOffset: 7, committedMetadata: "seven" };
  const commit = { groupId: "g", generationIdOrMemberEpoch: -1, memberId: "" };
  const topics = [{ name: "t", partitions: [offset] }];
  for (;;) {
    const committed = await to(coordinator).ask(offsetCommit, 8, { ...commit, topics });
    if (committed.topics[0]!.partitions[0]!.errorCode === errorCode.NONE) break;
  }
  const next = ids.find((id) => id !== coordinator)!;
  const partitions = (await partitionsOf(to(1), "__consumer_offsets")).map(({ partitionIndex }) => ({
    partitionIndex,
    replicas: [next],
  }));
  await to(1).ask(alterPartitionReassignments, 0, {
    timeoutMs: 5000,
    topics: [{ name: "__consumer_offsets", partitions }],
  });
  const asked = { groups: [{ groupId: "g", topics: [{ name: "t", partitionIndexes: [0] }] }] };
  const read = async (id: number) => (await to(id).ask(offsetFetch, 8, asked)).groups[0]!;
  for (;;) {
    const { errorCode: code, topics: found } = await read(next);
    if (code !== errorCode.NONE) continue;
    assert.equal(found[0]!.partitions[0]!.committedOffset, 7);
    break;
  }
  assert.equal((await read(coordinator)).errorCode, errorCode.NOT_COORDINATOR);
});

test("after a restart everybody leads what it led, and is in sync at once", async (t) => {
  const first = await start(t);
  await create(first.to(1), "t");
  const before = await partitionsOf(first.to(1), "t");
  await produceTo(first.to(before[4]!.leaderId), "t", 4);
  await first.node.stop();
  const second = await start(t, first.directory);
  const after = await partitionsOf(second.to(1), "t");
  const leadersAndIsr = (partitions: typeof after) =>
    partitions.map(({ leaderId, isrNodes }) => [leaderId, isrNodes.toSorted(ascending)]);
  assert.deepEqual(leadersAndIsr(after), leadersAndIsr(before));
  assert.equal((await produceTo(second.to(after[4]!.leaderId), "t", 4)).baseOffset, 1);
});

test("a directory of several brokers is refused to fewer, as long as they would be missed", async (t) => {
  const { node, directory, to } = await start(t);
  await create(to(1), "t", [[1, 3]]);
  await node.stop();
  for (const fewer of ["1", "2"]) {
    await assert.rejects(
      TestNode.start(t, { directory, settings: { "test.virtual.brokers": fewer } }),
      (error) => {
        assert.ok(error instanceof StartFault);
        assert.match(
          error.message,
          /t-0 has replicas on brokers that this node had and would not have: 3\. Set it to 3 or more/,
        );
        return true;
      },
    );
  }
  const again = await start(t, directory);
  assert.equal((await produceTo(again.to(1), "t")).baseOffset, 0);
});

test("brokers that keep nothing are forgotten where there are fewer", async (t) => {
  const { node, directory, to } = await start(t);
  await create(to(1), "t", [[1]]);
  await node.stop();
  const alone = await TestNode.start(t, { directory });
  const client = await alone.connect(t);
  const { brokers } = await client.ask(describeCluster, 2, {
    includeFencedBrokers: true,
    includeClusterAuthorizedOperations: false,
  });
  assert.deepEqual(
    brokers.map(({ brokerId }) => brokerId),
    [1],
  );
});
