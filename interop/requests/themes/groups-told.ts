/** Groups as administrators see them: found, listed, described, deleted. */
import {
  consumerGroupDescribe,
  consumerGroupHeartbeat,
  deleteGroups,
  describeGroups,
  findCoordinator,
  listGroups,
  offsetCommit,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { consumerJoining, joined, settled } from "../groups.ts";
import type { Kit } from "../kit.ts";
import { groupsOf } from "../picks.ts";

export const groupsTold = new Theme("groups");

/** One group of every kind and state that a case can reach at once. */
async function several(kit: Kit): Promise<void> {
  await settled(kit, kit.name("stable"));
  await joined(kit, kit.name("syncing"), { on: "syncing" });
  await kit.quietly(consumerGroupHeartbeat, consumerJoining(kit.name("consumer")));
  const topic = await kit.knownTopic();
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: "" }];
  const topics = [{ topicId: topic.id, partitions }];
  await kit.quietly(offsetCommit, { groupId: kit.name("simple"), memberId: "", topics });
  await settled(kit, kit.name("connect"), { protocolType: "connect", assigned: Buffer.from("a") });
}

const filters: readonly (readonly [string, string[], string[]])[] = [
  ["all", [], []],
  ["stable ones", ["Stable"], []],
  ["stable ones, in small letters", ["stable"], []],
  ["empty ones and those that wait for an assignment", ["Empty", "CompletingRebalance"], []],
  ["in a state that none can be in", ["Sleeping"], []],
  ["in a state without a name", [""], []],
  ["of the consumer protocol", [], ["consumer"]],
  ["of the classic protocol", [], ["classic"]],
  ["of the classic protocol, in capital letters", [], ["CLASSIC"]],
  ["of share and streams groups", [], ["share", "streams"]],
  ["of a type that none can be of", [], ["mystery"]],
  ["stable ones of the consumer protocol", ["Stable"], ["consumer"]],
  ["in a state of share groups only", ["Dead", "Assigning", "Reconciling"], []],
];

for (const [name, statesFilter, typesFilter] of filters) {
  groupsTold.case(`listing ${name}`, async (kit) => {
    await several(kit);
    await kit.ask(listGroups, { statesFilter, typesFilter }, { pick: groupsOf(kit.prefix) });
  });
}

groupsTold.case("describing every kind", async (kit) => {
  await several(kit);
  const groups = ["stable", "syncing", "consumer", "simple", "connect", "none"].map((name) => kit.name(name));
  await kit.ask(describeGroups, { groups, includeAuthorizedOperations: false });
  await kit.ask(describeGroups, { groups, includeAuthorizedOperations: true }, { version: 5 });
  await kit.ask(consumerGroupDescribe, { groupIds: groups, includeAuthorizedOperations: false });
});

groupsTold.case("describing none, one twice, and one without an id", async (kit) => {
  await settled(kit, kit.name("group"));
  await kit.ask(describeGroups, { groups: [], includeAuthorizedOperations: false });
  const groups = [kit.name("group"), kit.name("group")];
  await kit.ask(describeGroups, { groups, includeAuthorizedOperations: false });
  await kit.ask(describeGroups, { groups: [""], includeAuthorizedOperations: false });
});

groupsTold.case("deleting every kind", async (kit) => {
  await several(kit);
  const groupsNames = ["stable", "syncing", "consumer", "simple", "connect", "none"].map((name) =>
    kit.name(name),
  );
  await kit.ask(deleteGroups, { groupsNames });
  await kit.ask(deleteGroups, { groupsNames });
  await kit.ask(listGroups, {}, { pick: groupsOf(kit.prefix) });
});

groupsTold.case("deleting none, one twice, and one without an id", async (kit) => {
  const topic = await kit.knownTopic();
  const groupId = kit.name("simple");
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: "" }];
  await kit.quietly(offsetCommit, { groupId, memberId: "", topics: [{ topicId: topic.id, partitions }] });
  await kit.ask(deleteGroups, { groupsNames: [] });
  await kit.ask(deleteGroups, { groupsNames: [groupId, groupId] });
});

groupsTold.case("deleting a consumer group whose member has left", async (kit) => {
  const groupId = kit.name("group");
  await kit.quietly(consumerGroupHeartbeat, consumerJoining(groupId));
  await kit.ask(deleteGroups, { groupsNames: [groupId] });
  await kit.quietly(consumerGroupHeartbeat, { groupId, memberId: "member-1", memberEpoch: -1 });
  await kit.ask(deleteGroups, { groupsNames: [groupId] });
  await kit.ask(consumerGroupDescribe, { groupIds: [groupId], includeAuthorizedOperations: false });
});

for (const version of [0, 1, 3, 4, 6]) {
  groupsTold.case(`finding coordinators of odd things, version ${version}`, async (kit) => {
    for (const key of ["", kit.name("group"), "ä", "x".repeat(300)]) {
      await kit.ask(findCoordinator, { key, keyType: 0, coordinatorKeys: [key] }, { version });
    }
    if (version < 1) return;
    for (const keyType of [3, -1]) {
      await kit.ask(findCoordinator, { key: "key", keyType, coordinatorKeys: ["key"] }, { version });
    }
    if (version < 4) return;
    await kit.ask(findCoordinator, { keyType: 0, coordinatorKeys: [] }, { version });
    await kit.ask(findCoordinator, { keyType: 0, coordinatorKeys: ["a", "a"] }, { version });
  });
}
