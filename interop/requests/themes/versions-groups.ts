/** Every version of what groups and their members ask, asked once as a client would. */
import {
  consumerGroupDescribe,
  consumerGroupHeartbeat,
  deleteGroups,
  describeGroups,
  findCoordinator,
  heartbeat,
  joinGroup,
  leaveGroup,
  listGroups,
  offsetCommit,
  offsetDelete,
  offsetFetch,
  syncGroup,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { assignment, consumerJoining, joined, joining, settled } from "../groups.ts";

export const versionsGroups = new Theme("versions");

versionsGroups.versions(findCoordinator, "of a group", async (kit, version) => {
  const key = kit.name("group");
  await kit.ask(findCoordinator, { key, keyType: 0, coordinatorKeys: [key, kit.name("other")] }, { version });
});

versionsGroups.versions(joinGroup, "a first member", async (kit, version) => {
  const groupId = kit.name("group");
  const first = await kit.ask(joinGroup, joining(groupId), { version });
  if (first?.errorCode === 79)
    await kit.ask(joinGroup, joining(groupId, { memberId: first.memberId }), { version });
});

versionsGroups.versions(syncGroup, "the leader assigns itself", async (kit, version) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await joined(kit, groupId);
  const asked = {
    groupId,
    generationId,
    memberId,
    protocolType: "consumer",
    protocolName: "range",
    assignments: [{ memberId, assignment: assignment("some-topic", [0, 1]) }],
  };
  await kit.ask(syncGroup, asked, { version });
  await kit.ask(syncGroup, { ...asked, assignments: [] }, { version });
});

versionsGroups.versions(heartbeat, "of a member", async (kit, version) => {
  const groupId = kit.name("group");
  const member = await settled(kit, groupId);
  await kit.ask(heartbeat, { groupId, ...member }, { version });
  await kit.ask(heartbeat, { groupId, ...member, generationId: member.generationId + 1 }, { version });
});

versionsGroups.versions(leaveGroup, "the only member", async (kit, version) => {
  const groupId = kit.name("group");
  const { memberId } = await settled(kit, groupId);
  const asked =
    version < 3 ? { groupId, memberId } : { groupId, members: [{ memberId, reason: "a case asks" }] };
  await kit.ask(leaveGroup, asked, { version });
  await kit.ask(leaveGroup, asked, { version });
});

versionsGroups.versions(describeGroups, "a stable group and one that is not there", async (kit, version) => {
  const groupId = kit.name("group");
  await settled(kit, groupId);
  const groups = [groupId, kit.name("none")];
  await kit.ask(describeGroups, { groups, includeAuthorizedOperations: true }, { version });
});

versionsGroups.versions(listGroups, "of this case", async (kit, version) => {
  await settled(kit, kit.name("classic"));
  await kit.quietly(consumerGroupHeartbeat, consumerJoining(kit.name("consumer")));
  const pick = (body: { errorCode: number; groups: readonly { groupId: string }[] }): unknown => ({
    errorCode: body.errorCode,
    groups: body.groups.filter(({ groupId }) => groupId.startsWith(kit.prefix)),
  });
  await kit.ask(listGroups, {}, { version, pick });
});

versionsGroups.versions(deleteGroups, "an empty group and one that is not there", async (kit, version) => {
  const groupId = kit.name("group");
  const { memberId } = await settled(kit, groupId);
  await kit.ask(deleteGroups, { groupsNames: [groupId, kit.name("none")] }, { version });
  await kit.quietly(leaveGroup, { groupId, members: [{ memberId }] });
  await kit.ask(deleteGroups, { groupsNames: [groupId] }, { version });
});

versionsGroups.versions(offsetCommit, "of a member", async (kit, version) => {
  const topic = await kit.topic();
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId);
  const partitions = [
    { partitionIndex: 0, committedOffset: 12, committedLeaderEpoch: 0, committedMetadata: "as told" },
    { partitionIndex: 9, committedOffset: 13, committedLeaderEpoch: -1, committedMetadata: null },
  ];
  await kit.ask(
    offsetCommit,
    {
      groupId,
      generationIdOrMemberEpoch: generationId,
      memberId,
      retentionTimeMs: -1,
      topics: [{ name: topic.name, topicId: topic.id, partitions }],
    },
    { version },
  );
});

versionsGroups.versions(offsetFetch, "some and all", async (kit, version) => {
  const topic = await kit.topic("topic", { partitions: 3 });
  const groupId = kit.name("group");
  const partitions = [
    { partitionIndex: 1, committedOffset: 12, committedLeaderEpoch: 3, committedMetadata: "told" },
  ];
  await kit.quietly(offsetCommit, { groupId, memberId: "", topics: [{ topicId: topic.id, partitions }] });
  const { name, id: topicId } = topic;
  const topics = [{ name, topicId, partitionIndexes: [0, 1] }];
  const some =
    version < 8
      ? { groupId, topics: [{ name, partitionIndexes: [0, 1] }] }
      : { groups: [{ groupId, topics }] };
  await kit.ask(offsetFetch, { ...some, requireStable: true }, { version });
  const all =
    version < 8 ? { groupId, topics: version < 2 ? [] : null } : { groups: [{ groupId, topics: null }] };
  await kit.ask(offsetFetch, all, { version });
});

versionsGroups.versions(offsetDelete, "of an empty group", async (kit, version) => {
  const topic = await kit.topic();
  const groupId = kit.name("group");
  const partitions = [{ partitionIndex: 0, committedOffset: 12, committedMetadata: "" }];
  await kit.quietly(offsetCommit, { groupId, memberId: "", topics: [{ topicId: topic.id, partitions }] });
  const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0 }, { partitionIndex: 5 }] }];
  await kit.ask(offsetDelete, { groupId, topics }, { version });
  await kit.ask(offsetFetch, { groups: [{ groupId, topics: null }] });
});

versionsGroups.versions(consumerGroupHeartbeat, "a first member", async (kit, version) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const first = consumerJoining(groupId, { subscribedTopicNames: [topic.name] });
  const answer = await kit.ask(consumerGroupHeartbeat, version === 0 ? { ...first, memberId: "" } : first, {
    version,
  });
  const { memberId, memberEpoch } = answer!;
  const topicPartitions = [{ topicId: topic.id, partitions: [0, 1] }];
  const asked = { groupId, memberId: memberId ?? "", memberEpoch };
  await kit.ask(consumerGroupHeartbeat, { ...asked, topicPartitions }, { version });
  await kit.ask(consumerGroupHeartbeat, { ...asked, memberEpoch: -1 }, { version });
});

versionsGroups.versions(consumerGroupDescribe, "one member", async (kit, version) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  await kit.quietly(consumerGroupHeartbeat, consumerJoining(groupId, { subscribedTopicNames: [topic.name] }));
  const groupIds = [groupId, kit.name("none")];
  await kit.ask(consumerGroupDescribe, { groupIds, includeAuthorizedOperations: true }, { version });
});
