/** Groups of the consumer protocol (KIP-848): epochs, assignments, fencing, and what is refused. */
import {
  consumerGroupDescribe,
  consumerGroupHeartbeat,
  createPartitions,
  describeGroups,
  joinGroup,
  leaveGroup,
  offsetCommit,
  offsetFetch,
  type RequestInput,
  type ResponseOf,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { consumerJoining, joining, settled } from "../groups.ts";
import type { Kit, Topic } from "../kit.ts";
import { noSuchId } from "../records.ts";

export const consumerGroups = new Theme("consumer groups");

type Beat = RequestInput<typeof consumerGroupHeartbeat>;

async function describe(kit: Kit, groupId: string): Promise<void> {
  await kit.ask(consumerGroupDescribe, { groupIds: [groupId], includeAuthorizedOperations: false });
}

/** A member that has joined, with all partitions of the topic its own; answers its epoch. */
async function member(kit: Kit, groupId: string, topic: Topic, options: Partial<Beat> = {}): Promise<number> {
  const joins = consumerJoining(groupId, { subscribedTopicNames: [topic.name], ...options });
  const { memberEpoch, errorCode } = await kit.quietly(consumerGroupHeartbeat, joins);
  if (errorCode !== 0) throw new Error(`joining failed with ${errorCode}`);
  const topicPartitions = [{ topicId: topic.id, partitions: [0, 1] }];
  await kit.quietly(consumerGroupHeartbeat, {
    groupId,
    memberId: joins.memberId,
    memberEpoch,
    topicPartitions,
  });
  return memberEpoch;
}

function assignmentOf({ assignment }: ResponseOf<typeof consumerGroupHeartbeat>): unknown {
  return assignment;
}

function hasAssignment(body: ResponseOf<typeof consumerGroupHeartbeat>): boolean {
  return body.assignment !== null;
}

const refusedJoins: readonly (readonly [string, Partial<Beat>])[] = [
  ["no group id", { groupId: "" }],
  ["a blank group id", { groupId: "  " }],
  ["no member id", { memberId: "" }],
  ["an epoch below -2", { memberEpoch: -3 }],
  ["no subscription", { subscribedTopicNames: null }],
  ["an empty subscription", { subscribedTopicNames: [] }],
  ["no rebalance timeout", { rebalanceTimeoutMs: -1 }],
  ["a rebalance timeout of nothing", { rebalanceTimeoutMs: 0 }],
  ["no list of what it has", { topicPartitions: null }],
  ["partitions that it has already", { topicPartitions: [{ topicId: noSuchId, partitions: [0] }] }],
  ["an empty instance id", { instanceId: "" }],
  ["an empty rack", { rackId: "" }],
  ["an unknown assignor", { serverAssignor: "best" }],
  ["the range assignor", { serverAssignor: "range" }],
  ["the uniform assignor", { serverAssignor: "uniform" }],
  ["an empty assignor", { serverAssignor: "" }],
  ["an expression", { subscribedTopicNames: null, subscribedTopicRegex: "no-such-.*" }],
  ["an empty expression", { subscribedTopicNames: null, subscribedTopicRegex: "" }],
  ["an expression that is none", { subscribedTopicNames: null, subscribedTopicRegex: "a(" }],
  ["names and an expression", { subscribedTopicRegex: "no-such-.*" }],
  ["an epoch beyond zero", { memberEpoch: 5 }],
  ["a wish to leave", { memberEpoch: -1 }],
  ["a wish to leave for a while", { memberEpoch: -2 }],
  ["a wish to leave for a while as an instance", { memberEpoch: -2, instanceId: "the-one" }],
  ["the same topic twice", { subscribedTopicNames: ["no-such", "no-such"] }],
  ["topics that none can have", { subscribedTopicNames: ["a b?", ""] }],
];

for (const [name, options] of refusedJoins) {
  consumerGroups.case(`joining with ${name}`, async (kit) => {
    const groupId = kit.name("group");
    await kit.ask(consumerGroupHeartbeat, { ...consumerJoining(groupId), ...options });
    await describe(kit, groupId);
  });
}

consumerGroups.case("joining in version 0 without an id", async (kit) => {
  await kit.ask(consumerGroupHeartbeat, consumerJoining(kit.name("group"), { memberId: "" }), { version: 0 });
});

consumerGroups.case("one member lives", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const joins = consumerJoining(groupId, {
    subscribedTopicNames: [topic.name],
    rackId: "here",
    instanceId: "the-one",
  });
  const first = await kit.ask(consumerGroupHeartbeat, joins);
  await describe(kit, groupId);
  const { memberEpoch } = first!;
  const beat = { groupId, memberId: joins.memberId, memberEpoch, instanceId: "the-one" };
  await kit.ask(consumerGroupHeartbeat, { ...beat, topicPartitions: [] });
  await kit.ask(consumerGroupHeartbeat, {
    ...beat,
    topicPartitions: [{ topicId: topic.id, partitions: [0, 1] }],
  });
  await kit.ask(consumerGroupHeartbeat, beat);
  await describe(kit, groupId);
  await kit.ask(consumerGroupHeartbeat, { ...beat, memberEpoch: -2 });
  await describe(kit, groupId);
  await kit.ask(consumerGroupHeartbeat, { ...joins, memberId: "member-2" });
  await kit.ask(consumerGroupHeartbeat, beat);
  await kit.ask(consumerGroupHeartbeat, {
    groupId,
    memberId: "member-2",
    memberEpoch: -1,
    instanceId: "the-one",
  });
  await describe(kit, groupId);
});

consumerGroups.case("wrong epochs and wrong members", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic);
  for (const [memberId, epoch] of [
    ["member-1", memberEpoch + 5],
    ["member-1", memberEpoch - 1],
    ["nobody", memberEpoch],
    ["", memberEpoch],
    ["nobody", -1],
    ["member-1", memberEpoch],
  ] as const) {
    await kit.ask(consumerGroupHeartbeat, { groupId, memberId, memberEpoch: epoch });
  }
  await kit.ask(consumerGroupHeartbeat, { groupId: kit.name("none"), memberId: "nobody", memberEpoch: 3 });
});

consumerGroups.case("joining again", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  await member(kit, groupId, topic);
  await kit.ask(consumerGroupHeartbeat, consumerJoining(groupId, { subscribedTopicNames: [topic.name] }));
  await describe(kit, groupId);
});

consumerGroups.case("the same instance twice", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic, { instanceId: "the-one" });
  const joins = consumerJoining(groupId, {
    memberId: "member-2",
    instanceId: "the-one",
    subscribedTopicNames: [topic.name],
  });
  await kit.ask(consumerGroupHeartbeat, joins);
  await kit.ask(consumerGroupHeartbeat, { groupId, memberId: "member-1", memberEpoch, instanceId: "other" });
  await kit.ask(consumerGroupHeartbeat, { groupId, memberId: "member-1", memberEpoch });
});

consumerGroups.case("a subscription that changes", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const another = await kit.knownTopic("another", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic);
  const beat = { groupId, memberId: "member-1", memberEpoch };
  const subscribedTopicNames = [another.name];
  await kit.ask(consumerGroupHeartbeat, { ...beat, subscribedTopicNames });
  await describe(kit, groupId);
});

consumerGroups.case("an assignor that changes", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic);
  for (const serverAssignor of ["range", "best"]) {
    await kit.ask(consumerGroupHeartbeat, { groupId, memberId: "member-1", memberEpoch, serverAssignor });
  }
  await describe(kit, groupId);
});

consumerGroups.case("an expression that matches", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const joins = consumerJoining(groupId, {
    subscribedTopicNames: null,
    subscribedTopicRegex: `${topic.name}$`,
  });
  const { memberId, memberEpoch } = await kit.quietly(consumerGroupHeartbeat, joins);
  const beat = { groupId, memberId: memberId ?? "", memberEpoch };
  await kit.eventually(consumerGroupHeartbeat, beat, hasAssignment, { pick: assignmentOf });
});

consumerGroups.case("two members, of which one leaves", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const epoch = await member(kit, groupId, topic);
  const second = consumerJoining(groupId, { memberId: "member-2", subscribedTopicNames: [topic.name] });
  await kit.quietly(consumerGroupHeartbeat, second);
  const first = { groupId, memberId: "member-1", memberEpoch: epoch };
  // The first is asked to give a partition up as soon as the group has a new target.
  const asked = await kit.eventually(consumerGroupHeartbeat, first, hasAssignment, { pick: assignmentOf });
  const topicPartitions = asked.assignment?.topicPartitions.map((each) => ({ ...each })) ?? [];
  await kit.quietly(consumerGroupHeartbeat, { ...first, topicPartitions });
  await kit.eventually(
    consumerGroupDescribe,
    { groupIds: [groupId], includeAuthorizedOperations: false },
    ({ groups }) =>
      groups[0]!.members.every(
        ({ targetAssignment }) => targetAssignment.topicPartitions[0]?.partitions.length === 1,
      ),
    {
      pick: ({ groups }) =>
        groups[0]!.members.map(({ targetAssignment }) => targetAssignment.topicPartitions[0]!.partitions),
    },
  );
  await kit.ask(consumerGroupHeartbeat, { groupId, memberId: "member-2", memberEpoch: -1 });
});

consumerGroups.case("a topic that grows", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic);
  const topics = [{ name: topic.name, count: 3, assignments: null }];
  await kit.quietly(createPartitions, { topics, timeoutMs: 5_000, validateOnly: false });
  const beat = { groupId, memberId: "member-1", memberEpoch };
  await kit.eventually(consumerGroupHeartbeat, beat, hasAssignment);
});

consumerGroups.case("offsets of members", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const memberEpoch = await member(kit, groupId, topic);
  const partitions = [{ partitionIndex: 0, committedOffset: 4, committedMetadata: "" }];
  const topics = [{ name: topic.name, topicId: topic.id, partitions }];
  for (const [memberId, epoch] of [
    ["member-1", memberEpoch],
    ["member-1", memberEpoch + 1],
    ["member-1", memberEpoch - 1],
    ["nobody", memberEpoch],
    ["", -1],
  ] as const) {
    for (const version of [8, 9, 10]) {
      await kit.ask(
        offsetCommit,
        { groupId, generationIdOrMemberEpoch: epoch, memberId, topics },
        { version },
      );
      const groups = [{ groupId, memberId, memberEpoch: epoch, topics: null }];
      await kit.ask(offsetFetch, { groups, requireStable: false }, { version });
    }
  }
});

consumerGroups.case("one protocol's requests for a group of the other", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  await member(kit, groupId, topic);
  await kit.ask(describeGroups, { groups: [groupId], includeAuthorizedOperations: false });
  await kit.ask(leaveGroup, { groupId, members: [{ memberId: "nobody" }] });
  await kit.ask(joinGroup, joining(groupId, { protocolType: "connect" }));
  const classic = kit.name("classic");
  await settled(kit, classic);
  await describe(kit, classic);
  await kit.ask(consumerGroupHeartbeat, consumerJoining(classic));
});

consumerGroups.case("a consumer member joins where a classic group is empty", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("group");
  const { memberId } = await settled(kit, groupId);
  await kit.quietly(leaveGroup, { groupId, members: [{ memberId }] });
  await kit.ask(consumerGroupHeartbeat, consumerJoining(groupId, { subscribedTopicNames: [topic.name] }));
  await describe(kit, groupId);
});

consumerGroups.case("describing several, none, and what is not there", async (kit) => {
  await kit.ask(consumerGroupDescribe, { groupIds: [], includeAuthorizedOperations: true });
  await kit.ask(consumerGroupDescribe, {
    groupIds: ["", kit.name("none")],
    includeAuthorizedOperations: true,
  });
  const groupId = kit.name("group");
  await kit.quietly(consumerGroupHeartbeat, consumerJoining(groupId));
  await kit.ask(consumerGroupDescribe, { groupIds: [groupId, groupId], includeAuthorizedOperations: true });
});
