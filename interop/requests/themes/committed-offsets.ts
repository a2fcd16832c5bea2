/** Committed offsets: stored, told and deleted, by members and by those who are none. */
import {
  deleteTopics,
  listOffsets,
  offsetCommit,
  offsetDelete,
  offsetFetch,
  type RequestInput,
} from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { settled } from "../groups.ts";
import type { Kit, Topic } from "../kit.ts";
import { noSuchId } from "../records.ts";

export const committedOffsets = new Theme("committed offsets");

type Commit = RequestInput<typeof offsetCommit>;
type Told = NonNullable<Commit["topics"]>[number]["partitions"][number];

function committing(
  groupId: string,
  { name, id }: Topic,
  partitions: Partial<Told>[],
  others: Partial<Commit> = {},
): Commit {
  const told = partitions.map((each) => ({
    partitionIndex: 0,
    committedOffset: 1,
    committedMetadata: "",
    ...each,
  }));
  return { groupId, memberId: "", topics: [{ name, topicId: id, partitions: told }], ...others };
}

/** Everything that a group has committed. */
async function tell(kit: Kit, groupId: string): Promise<void> {
  await kit.ask(offsetFetch, { groups: [{ groupId, topics: null }] });
}

const commits: readonly (readonly [string, Partial<Told>[]])[] = [
  ["zero", [{ committedOffset: 0 }]],
  ["a negative offset", [{ committedOffset: -1 }]],
  ["a very negative offset", [{ committedOffset: -99 }]],
  ["an offset beyond the end", [{ committedOffset: 1_000_000 }]],
  ["a leader epoch", [{ committedLeaderEpoch: 7 }]],
  ["a leader epoch below -1", [{ committedLeaderEpoch: -7 }]],
  ["null metadata", [{ committedMetadata: null }]],
  ["as much metadata as may be", [{ committedMetadata: "m".repeat(4096) }]],
  ["too much metadata", [{ committedMetadata: "m".repeat(4097) }]],
  ["too much metadata and good", [{ committedMetadata: "m".repeat(4097) }, { partitionIndex: 1 }]],
  ["a partition that is not there", [{ partitionIndex: 9 }]],
  ["a negative partition", [{ partitionIndex: -1 }]],
  ["a partition twice", [{ committedOffset: 1 }, { committedOffset: 2 }]],
  ["no partitions", []],
];

for (const [name, partitions] of commits) {
  committedOffsets.case(name, async (kit) => {
    const topic = await kit.knownTopic("topic", { partitions: 2 });
    const groupId = kit.name("group");
    await kit.ask(offsetCommit, committing(groupId, topic, partitions));
    await kit.ask(offsetCommit, committing(groupId, topic, partitions), { version: 9 });
    await tell(kit, groupId);
  });
}

const strangers: readonly (readonly [string, Partial<Commit>])[] = [
  ["a member id without a generation", { memberId: "nobody" }],
  ["a generation without a member id", { generationIdOrMemberEpoch: 3 }],
  ["a member id and a generation", { memberId: "nobody", generationIdOrMemberEpoch: 3 }],
  ["a member id and generation zero", { memberId: "nobody", generationIdOrMemberEpoch: 0 }],
  ["a generation below -1", { generationIdOrMemberEpoch: -5 }],
  ["an instance id", { groupInstanceId: "the-one" }],
  ["no topics", { topics: [] }],
];

for (const [name, others] of strangers) {
  committedOffsets.case(`${name}, in a group that is not there and in one that is`, async (kit) => {
    const topic = await kit.knownTopic();
    for (const groupId of [kit.name("none"), kit.name("group")]) {
      if (groupId === kit.name("group")) await settled(kit, groupId);
      await kit.ask(offsetCommit, committing(groupId, topic, [{}], others));
      await tell(kit, groupId);
    }
  });
}

committedOffsets.case("a retention time of old", async (kit) => {
  const topic = await kit.knownTopic();
  for (const retentionTimeMs of [1_000, -1]) {
    await kit.ask(offsetCommit, committing(kit.name("group"), topic, [{}], { retentionTimeMs }), {
      version: 3,
    });
  }
  await tell(kit, kit.name("group"));
});

committedOffsets.case("members, and members that are none any more", async (kit) => {
  const topic = await kit.knownTopic();
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId);
  for (const [member, generation] of [
    [memberId, generationId],
    [memberId, generationId + 1],
    [memberId, generationId - 1],
    [memberId, -1],
    ["nobody", generationId],
    ["", generationId],
  ] as const) {
    const others = { memberId: member, generationIdOrMemberEpoch: generation };
    await kit.ask(offsetCommit, committing(groupId, topic, [{}], others));
  }
});

committedOffsets.case("static members", async (kit) => {
  const topic = await kit.knownTopic();
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId, { instanceId: "the-one" });
  for (const [member, groupInstanceId] of [
    [memberId, "the-one"],
    [memberId, null],
    [memberId, "other"],
    ["nobody", "the-one"],
  ] as const) {
    const others = { memberId: member, generationIdOrMemberEpoch: generationId, groupInstanceId };
    await kit.ask(offsetCommit, committing(groupId, topic, [{}], others));
  }
});

committedOffsets.case("topics that are not there", async (kit) => {
  const groupId = kit.name("group");
  await kit.ask(offsetCommit, committing(groupId, { name: kit.name("none"), id: noSuchId }, [{}]));
  await kit.ask(offsetCommit, committing(groupId, { name: kit.name("none"), id: noSuchId }, [{}]), {
    version: 9,
  });
  await kit.ask(offsetCommit, committing(groupId, { name: "", id: noSuchId }, [{}]), { version: 9 });
  await tell(kit, groupId);
});

committedOffsets.case("topics without partitions, known and unknown", async (kit) => {
  const topic = await kit.knownTopic();
  for (const version of [8, 9, 10]) {
    for (const each of [topic, { name: kit.name("none"), id: noSuchId }]) {
      const empty = committing(kit.name("group"), each, []);
      await kit.ask(offsetCommit, empty, { version });
      const topics = [...(empty.topics ?? []), ...(committing("", topic, [{}]).topics ?? [])];
      await kit.ask(offsetCommit, { ...empty, topics }, { version });
    }
  }
});

committedOffsets.case("a topic named twice", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const none = { name: kit.name("none"), id: noSuchId };
  for (const first of [topic, none]) {
    for (const groupId of [kit.name("group"), kit.name("other")]) {
      const all = [first, topic, topic, none].flatMap((each) => committing(groupId, each, [{}]).topics ?? []);
      const generationIdOrMemberEpoch = groupId === kit.name("other") ? 5 : -1;
      const asked = { groupId, memberId: "", generationIdOrMemberEpoch };
      await kit.ask(offsetCommit, { ...asked, topics: all.slice(0, 3) }, { version: 9 });
      await kit.ask(offsetCommit, { ...asked, topics: all });
      const partitions = [{ partitionIndex: 0 }];
      const names = [first, topic, topic, none].map(({ name }) => ({ name, partitions }));
      await kit.ask(offsetDelete, { groupId, topics: names.slice(0, 3) });
      await kit.ask(offsetDelete, { groupId, topics: names });
    }
  }
});

committedOffsets.case("a group without an id", async (kit) => {
  const topic = await kit.knownTopic();
  await kit.ask(offsetCommit, committing("", topic, [{ committedOffset: 3 }]));
  const topics = [{ name: topic.name, topicId: topic.id, partitionIndexes: [0] }];
  await kit.ask(offsetFetch, { groups: [{ groupId: "", topics }] });
  await kit.ask(offsetDelete, {
    groupId: "",
    topics: [{ name: topic.name, partitions: [{ partitionIndex: 0 }] }],
  });
});

committedOffsets.case("fetching of what is not there", async (kit) => {
  const topic = await kit.knownTopic("topic", { partitions: 2 });
  const groupId = kit.name("none");
  const asked = [
    { name: topic.name, topicId: topic.id, partitionIndexes: [0, 7, -1] },
    { name: kit.name("none"), topicId: noSuchId, partitionIndexes: [0] },
  ];
  for (const version of [1, 2, 5, 7]) {
    const topics = asked.map(({ name, partitionIndexes }) => ({ name, partitionIndexes }));
    await kit.ask(offsetFetch, { groupId, topics }, { version });
    await kit.ask(offsetFetch, { groupId, topics: [] }, { version });
  }
  for (const version of [8, 9, 10]) {
    for (const topics of [asked, [], null]) {
      await kit.ask(
        offsetFetch,
        { groups: [{ groupId, topics }], requireStable: version === 9 },
        { version },
      );
    }
    await kit.ask(offsetFetch, { groups: [] }, { version });
  }
});

committedOffsets.case("fetching of several groups, and of one twice", async (kit) => {
  const topic = await kit.knownTopic();
  const groups = ["a", "b"].map((name) => kit.name(name));
  for (const groupId of groups) await kit.quietly(offsetCommit, committing(groupId, topic, [{}]));
  const asked = [...groups, groups[0]!, kit.name("none")].map((groupId) => ({ groupId, topics: null }));
  await kit.ask(offsetFetch, { groups: asked });
  const topics = [{ name: topic.name, topicId: topic.id, partitionIndexes: [0, 0] }];
  await kit.ask(offsetFetch, { groups: [{ groupId: groups[0]!, topics }] });
});

committedOffsets.case("fetching as a member of a classic group", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId);
  for (const [member, memberEpoch] of [
    [memberId, generationId],
    [memberId, 99],
    ["nobody", generationId],
    [null, 5],
    ["nobody", -1],
  ] as const) {
    await kit.ask(offsetFetch, { groups: [{ groupId, memberId: member, memberEpoch, topics: null }] });
  }
});

committedOffsets.case("fetching after the topic is gone", async (kit) => {
  const topic = await kit.knownTopic();
  const groupId = kit.name("group");
  await kit.quietly(offsetCommit, committing(groupId, topic, [{}]));
  await kit.quietly(deleteTopics, { topics: [{ name: null, topicId: topic.id }], timeoutMs: 5_000 });
  await kit.eventually(
    listOffsets,
    { replicaId: -1, topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }] },
    ({ topics }) => topics[0]!.partitions[0]!.errorCode === 3,
  );
  await kit.topic("after");
  await tell(kit, groupId);
  await kit.ask(offsetFetch, { groups: [{ groupId, topics: null }] }, { version: 9 });
});

committedOffsets.case("deleting of groups that are not there, and of none", async (kit) => {
  const topic = await kit.knownTopic();
  const partitions = [{ partitionIndex: 0 }];
  await kit.ask(offsetDelete, { groupId: kit.name("none"), topics: [{ name: topic.name, partitions }] });
  await kit.ask(offsetDelete, { groupId: kit.name("none"), topics: [] });
  const groupId = kit.name("group");
  await kit.quietly(offsetCommit, committing(groupId, topic, [{}]));
  await kit.ask(offsetDelete, { groupId, topics: [] });
  await kit.ask(offsetDelete, { groupId, topics: [{ name: kit.name("none"), partitions }] });
  const none = [topic.name, kit.name("none")].map((name) => ({ name, partitions: [] }));
  await kit.ask(offsetDelete, { groupId, topics: none });
  await kit.ask(offsetDelete, {
    groupId,
    topics: [{ name: topic.name, partitions: [...partitions, ...partitions] }],
  });
  await tell(kit, groupId);
});

committedOffsets.case("deleting what members read", async (kit) => {
  const topic = await kit.knownTopic();
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId, { topics: [topic.name] });
  const others = { memberId, generationIdOrMemberEpoch: generationId };
  await kit.quietly(offsetCommit, committing(groupId, topic, [{}], others));
  const another = await kit.knownTopic("another");
  await kit.quietly(offsetCommit, committing(groupId, another, [{}], others));
  for (const { name } of [topic, another]) {
    await kit.ask(offsetDelete, { groupId, topics: [{ name, partitions: [{ partitionIndex: 0 }] }] });
  }
  await tell(kit, groupId);
});
