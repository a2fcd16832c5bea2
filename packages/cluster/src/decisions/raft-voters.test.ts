import assert from "node:assert/strict";
import { test } from "node:test";
import { zeroUuid } from "@ottla/protocol";
import { decideAddRaftVoter } from "./80-add-raft-voter.ts";
import { decideRemoveRaftVoter } from "./81-remove-raft-voter.ts";
import { decideUpdateRaftVoter } from "./82-update-raft-voter.ts";
import type { QuorumMembership } from "./raft-voters.ts";

const directoryId = "jmDT4AudQ3-u_xon1Y4l4Q";
const otherDirectory = "7w7dsnqbQVSOchsgWJ-41w";

const members: QuorumMembership = {
  clusterId: "cluster",
  leaderId: 1,
  leaderEpoch: 5,
  voters: [{ id: 1, directoryId }],
  controllerListener: "CONTROLLER",
  leaderEndpoint: { host: "localhost", port: 9093 },
};
const us = `ReplicaKey(id=1, directoryId=${directoryId})`;
const listener = { name: "CONTROLLER", host: "localhost", port: 9094 };

test("a voter of another cluster is not ours", () => {
  const clusterId = "foo";
  const reason = [104, `The given id "foo" doesn't match the cluster id "cluster"`];
  assert.deepEqual(add({ clusterId }), reason);
  assert.deepEqual(remove({ clusterId }), reason);
  assert.equal(update({ clusterId }), 104);
});

test("a voter has an id, a directory, and an endpoint for its fellows", () => {
  assert.deepEqual(add({ voterId: -1 }), [42, "Add voter request didn't include a valid voter"]);
  assert.deepEqual(add({ voterDirectoryId: zeroUuid }), [
    42,
    "Add voter request didn't include a valid voter",
  ]);
  assert.deepEqual(add({ listeners: [] }), noEndpoint(""));
  assert.deepEqual(
    add({ listeners: [{ ...listener, name: "X" }] }),
    noEndpoint("ListenerName(X)=localhost/<unresolved>:9094"),
  );
});

test("a voter is not added twice, whatever its directory, and one that cannot be reached not at all", () => {
  assert.deepEqual(add({ voterId: 1 }), [
    126,
    `The voter id for ReplicaKey(id=1, directoryId=${otherDirectory}) is already part of the set of voters [${us}].`,
  ]);
  assert.deepEqual(add({}), [
    7,
    `New voter ReplicaKey(id=2, directoryId=${otherDirectory}) is not ready to receive requests`,
  ]);
});

test("who is no voter cannot be removed, and the last voter cannot either", () => {
  assert.deepEqual(remove({ voterId: 1, voterDirectoryId: zeroUuid }), [
    42,
    "Remove voter request didn't include a valid voter",
  ]);
  const stays = (key: string) => [127, `Cannot remove voter ${key} from the set of voters [${us}]`];
  assert.deepEqual(remove({}), stays(`ReplicaKey(id=2, directoryId=${otherDirectory})`));
  assert.deepEqual(remove({ voterId: 1, voterDirectoryId: directoryId }), stays(us));
});

test("a voter that tells where it is hears who leads", () => {
  assert.equal(update({}), 0);
  assert.equal(update({ currentLeaderEpoch: 4 }), 74);
  assert.equal(update({ currentLeaderEpoch: 6 }), 75);
  assert.equal(update({ voterId: 2 }), 127);
  assert.equal(update({ voterDirectoryId: otherDirectory }), 127);
  assert.equal(update({ voterDirectoryId: zeroUuid }), 42);
  assert.equal(update({ listeners: [] }), 42);
  const without = { minSupportedVersion: 0, maxSupportedVersion: 0 };
  assert.equal(update({ kRaftVersionFeature: without }), 42);
});

function noEndpoint(endpoints: string) {
  const message =
    `Add voter request didn't include the endpoint (Endpoints(endpoints={${endpoints}})) for the default listener ` +
    "ListenerName(CONTROLLER)";
  return [42, message];
}

function add(change: Partial<Parameters<typeof decideAddRaftVoter>[0]>) {
  const request = {
    clusterId: null,
    timeoutMs: 1,
    voterId: 2,
    voterDirectoryId: otherDirectory,
    listeners: [listener],
    ackWhenCommitted: true,
    ...change,
  };
  const { errorCode, errorMessage } = decideAddRaftVoter(request, members).response;
  return [errorCode, errorMessage];
}

function remove(change: Partial<Parameters<typeof decideRemoveRaftVoter>[0]>) {
  const request = { clusterId: null, voterId: 2, voterDirectoryId: otherDirectory, ...change };
  const { errorCode, errorMessage } = decideRemoveRaftVoter(request, members).response;
  return [errorCode, errorMessage];
}

function update(change: Partial<Parameters<typeof decideUpdateRaftVoter>[0]>): number {
  const request = {
    clusterId: null,
    currentLeaderEpoch: 5,
    voterId: 1,
    voterDirectoryId: directoryId,
    listeners: [listener],
    kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 },
    ...change,
  };
  const { errorCode, currentLeader } = decideUpdateRaftVoter(request, members).response;
  assert.deepEqual(currentLeader, { leaderId: 1, leaderEpoch: 5, host: "localhost", port: 9093 });
  return errorCode;
}
