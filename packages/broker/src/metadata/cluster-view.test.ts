import assert from "node:assert/strict";
import { test } from "node:test";
import { directoryId } from "@ottla/cluster";
import { errorCode } from "@ottla/protocol";
import { broker, directory, imageOf, partitionOn } from "../testing/cluster-images.ts";
import { aliveBrokerNodes, apparentController, brokerNodes, viewPartition } from "./cluster-view.ts";

const partition = partitionOn(1, 2);
const newRules = { hidesUnreachable: false, tellsMissingListener: true };
const oldRules = { hidesUnreachable: true, tellsMissingListener: false };

test("a partition with everybody there has no fault", () => {
  assert.deepEqual(viewPartition(imageOf(broker(1), broker(2)), partition, "PLAINTEXT", newRules), {
    errorCode: errorCode.NONE,
    leaderId: 1,
    leaderEpoch: 5,
    replicaNodes: [1, 2],
    isrNodes: [1, 2],
    offlineReplicas: [],
  });
});

test("replicas that cannot be reached are told as offline, and left out in version 0", () => {
  const image = imageOf(broker(1), broker(2, { isFenced: true }));
  const told = viewPartition(image, partition, "PLAINTEXT", newRules);
  assert.deepEqual([told.errorCode, told.replicaNodes, told.offlineReplicas], [errorCode.NONE, [1, 2], [2]]);
  const hidden = viewPartition(image, partition, "PLAINTEXT", oldRules);
  assert.deepEqual([hidden.errorCode, hidden.replicaNodes], [errorCode.REPLICA_NOT_AVAILABLE, [1]]);
});

test("a replica in a directory that its broker has lost is offline", () => {
  const image = imageOf(broker(1), broker(2, { directories: ["AAAAAAAAAAAAAAAAAAAC_w"] }));
  assert.deepEqual(viewPartition(image, partition, "PLAINTEXT", newRules).offlineReplicas, [2]);
  const lost = { ...partition, directories: [directory, directoryId.lost] };
  assert.deepEqual(
    viewPartition(imageOf(broker(1), broker(2)), lost, "PLAINTEXT", newRules).offlineReplicas,
    [2],
  );
  const unassigned = { ...partition, directories: [directory, directoryId.unassigned] };
  assert.deepEqual(viewPartition(image, unassigned, "PLAINTEXT", newRules).offlineReplicas, []);
});

test("a leader without the client's listener is told from one that is not there, from version 6 on", () => {
  const image = imageOf(broker(1, { listeners: [] }), broker(2));
  assert.equal(
    viewPartition(image, partition, "PLAINTEXT", newRules).errorCode,
    errorCode.LISTENER_NOT_FOUND,
  );
  assert.equal(
    viewPartition(image, partition, "PLAINTEXT", oldRules).errorCode,
    errorCode.LEADER_NOT_AVAILABLE,
  );
  const leaderless = viewPartition(imageOf(broker(2)), partition, "PLAINTEXT", newRules);
  assert.deepEqual([leaderless.errorCode, leaderless.leaderId], [errorCode.LEADER_NOT_AVAILABLE, -1]);
});

test("clients hear of brokers that are in service, and take any of them for the controller", () => {
  const image = imageOf(broker(1, { isFenced: true }), broker(2));
  assert.deepEqual(
    brokerNodes(image, "PLAINTEXT").map(({ nodeId }) => nodeId),
    [1, 2],
  );
  assert.deepEqual(
    aliveBrokerNodes(image, "PLAINTEXT").map(({ nodeId }) => nodeId),
    [2],
  );
  assert.deepEqual(aliveBrokerNodes(image, "OTHER"), []);
  assert.equal(apparentController(image), 2);
  assert.equal(apparentController(imageOf()), -1);
});
