/** Classic groups: joining, assigning, staying, leaving, and everything that can be wrong with it. */
import { describeGroups, heartbeat, joinGroup, leaveGroup, syncGroup } from "@ottla/protocol";
import { Theme } from "../cases.ts";
import { assignment, type JoinOptions, joined, joining, settled, subscription } from "../groups.ts";
import type { Kit } from "../kit.ts";

export const classicGroups = new Theme("classic groups");

async function describe(kit: Kit, groupId: string): Promise<void> {
  await kit.ask(describeGroups, { groups: [groupId], includeAuthorizedOperations: false });
}

const joins: readonly (readonly [string, JoinOptions])[] = [
  ["a session that is too short", { sessionTimeoutMs: 5_999 }],
  ["a session as short as may be", { sessionTimeoutMs: 6_000 }],
  ["a session as long as may be", { sessionTimeoutMs: 1_800_000 }],
  ["a session that is too long", { sessionTimeoutMs: 1_800_001 }],
  ["a negative session", { sessionTimeoutMs: -1 }],
  ["no protocols", { protocols: [] }],
  ["no protocol type", { protocolType: "" }],
  ["another protocol type", { protocolType: "connect" }],
  ["an unknown member id", { memberId: "nobody" }],
  ["an instance id", { instanceId: "the-one" }],
  ["an instance id and an unknown member id", { instanceId: "the-one", memberId: "nobody" }],
  ["an empty instance id", { instanceId: "" }],
  ["an instance id that none can have", { instanceId: "a b" }],
  ["an instance id of a dot", { instanceId: "." }],
  ["no subscription", { protocols: [{ name: "range", metadata: Buffer.alloc(0) }] }],
  [
    "a subscription that cannot be read",
    { protocols: [{ name: "range", metadata: Buffer.from([0, 0, 9, 9, 9, 9]) }] },
  ],
  ["a protocol without a name", { protocols: [{ name: "", metadata: subscription(["a"]) }] }],
  [
    "the same protocol twice",
    {
      protocols: [
        { name: "range", metadata: subscription(["a"]) },
        { name: "range", metadata: subscription(["b"]) },
      ],
    },
  ],
  ["no time to rebalance", { rebalanceTimeoutMs: 0 }],
  ["a negative time to rebalance", { rebalanceTimeoutMs: -5 }],
];

for (const [name, options] of joins) {
  classicGroups.case(`joining with ${name}`, async (kit) => {
    const groupId = kit.name("group");
    const first = await kit.ask(joinGroup, joining(groupId, options));
    if (first?.errorCode === 79) {
      await kit.ask(joinGroup, joining(groupId, { ...options, memberId: first.memberId }), {
        timeoutMs: 3_000,
      });
    }
    // Without time it is a matter of moments in which state the group is.
    if ((options.rebalanceTimeoutMs ?? 1) <= 0) return;
    // On a connection of its own: where a join has no answer, its connection has none for what follows.
    await kit.ask(
      describeGroups,
      { groups: [groupId], includeAuthorizedOperations: false },
      { on: "another" },
    );
  });
}

classicGroups.case("joining with two protocols without names", async (kit) => {
  const protocols = ["", ""].map((name) => ({ name, metadata: subscription(["a"]) }));
  await kit.ask(joinGroup, joining(kit.name("group"), { protocols }), { version: 3, timeoutMs: 3_000 });
});

classicGroups.case("a group without an id", async (kit) => {
  await kit.ask(joinGroup, joining(""));
  await kit.ask(heartbeat, { groupId: "", generationId: 1, memberId: "nobody" });
  await kit.ask(leaveGroup, { groupId: "", members: [{ memberId: "nobody" }] });
  await kit.ask(syncGroup, { groupId: "", generationId: 1, memberId: "nobody", assignments: [] });
});

classicGroups.case("a group that is not there", async (kit) => {
  const groupId = kit.name("none");
  await kit.ask(heartbeat, { groupId, generationId: 1, memberId: "nobody" });
  await kit.ask(heartbeat, { groupId, generationId: 1, memberId: "nobody", groupInstanceId: "the-one" });
  await kit.ask(leaveGroup, { groupId, members: [{ memberId: "nobody" }] });
  await kit.ask(leaveGroup, { groupId, memberId: "nobody" }, { version: 2 });
  await kit.ask(syncGroup, { groupId, generationId: 1, memberId: "nobody", assignments: [] });
});

classicGroups.case("heartbeats of others and of other generations", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId);
  for (const [member, generation] of [
    [memberId, generationId],
    [memberId, generationId - 1],
    [memberId, generationId + 1],
    [memberId, -1],
    ["nobody", generationId],
    ["", generationId],
  ] as const) {
    await kit.ask(heartbeat, { groupId, generationId: generation, memberId: member });
  }
  await kit.ask(heartbeat, { groupId, generationId, memberId, groupInstanceId: "the-one" });
});

classicGroups.case("assignments of others, of other generations, and of other protocols", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await joined(kit, groupId);
  const asked = {
    groupId,
    generationId,
    memberId,
    protocolType: "consumer",
    protocolName: "range",
    assignments: [],
  };
  await kit.ask(syncGroup, { ...asked, memberId: "nobody" });
  await kit.ask(syncGroup, { ...asked, generationId: 7 });
  await kit.ask(syncGroup, { ...asked, protocolType: "connect" });
  await kit.ask(syncGroup, { ...asked, protocolName: "uniform" });
  await kit.ask(syncGroup, { ...asked, protocolType: null, protocolName: null });
  await describe(kit, groupId);
});

classicGroups.case("an assignment for somebody who is not there, and none for the leader", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await joined(kit, groupId);
  const assignments = [{ memberId: "nobody", assignment: assignment("a", [0]) }];
  await kit.ask(syncGroup, { groupId, generationId, memberId, assignments });
  await describe(kit, groupId);
});

classicGroups.case("a heartbeat before the assignment", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await joined(kit, groupId);
  await kit.ask(heartbeat, { groupId, generationId, memberId });
  await describe(kit, groupId);
});

classicGroups.case("a member that was asked to come back with its id", async (kit) => {
  const groupId = kit.name("group");
  const { memberId } = await kit.quietly(joinGroup, joining(groupId));
  await kit.ask(heartbeat, { groupId, generationId: 0, memberId });
  await kit.ask(heartbeat, { groupId, generationId: 5, memberId });
  await kit.ask(syncGroup, { groupId, generationId: 0, memberId, assignments: [] });
  await describe(kit, groupId);
  await kit.ask(leaveGroup, { groupId, members: [{ memberId }] });
  await kit.ask(joinGroup, joining(groupId, { memberId }));
});

classicGroups.case("two members, of which one leaves", async (kit) => {
  const groupId = kit.name("group");
  const first = await settled(kit, groupId);
  const { memberId: second } = await kit.quietly(joinGroup, joining(groupId), { on: "second" });
  const secondJoins = await kit.start(joinGroup, joining(groupId, { memberId: second }), { on: "second" });
  await kit.eventually(heartbeat, { groupId, ...first }, ({ errorCode }) => errorCode !== 0);
  await describe(kit, groupId);
  const rejoined = await kit.quietly(joinGroup, joining(groupId, { memberId: first.memberId }));
  kit.note("the leader hears of both", rejoined.members.length);
  const { generationId } = (await secondJoins())!;
  const secondSyncs = await kit.start(
    syncGroup,
    {
      groupId,
      generationId,
      memberId: second,
      protocolType: "consumer",
      protocolName: "range",
      assignments: [],
    },
    { on: "second" },
  );
  const assignments = [first.memberId, second].map((memberId, index) => ({
    memberId,
    assignment: assignment("some-topic", [index]),
  }));
  const names = { protocolType: "consumer", protocolName: "range" };
  await kit.ask(syncGroup, { groupId, generationId, memberId: first.memberId, ...names, assignments });
  await secondSyncs();
  await describe(kit, groupId);
  await kit.ask(leaveGroup, { groupId, members: [{ memberId: second }] });
  await kit.ask(heartbeat, { groupId, generationId, memberId: first.memberId });
  await kit.ask(heartbeat, { groupId, generationId, memberId: second });
});

classicGroups.case("members that have no protocol in common", async (kit) => {
  const groupId = kit.name("group");
  await settled(kit, groupId);
  const protocols = [{ name: "sticky", metadata: subscription(["a"]) }];
  await kit.ask(joinGroup, joining(groupId, { protocols }));
  await kit.ask(joinGroup, joining(groupId, { protocolType: "connect" }));
  await kit.ask(joinGroup, joining(groupId, { protocols: [] }));
});

classicGroups.case("the protocol that most want", async (kit) => {
  const groupId = kit.name("group");
  const protocols = ["sticky", "range", "uniform"].map((name) => ({ name, metadata: subscription(["a"]) }));
  const { memberId } = await kit.quietly(joinGroup, joining(groupId, { protocols }));
  await kit.ask(joinGroup, joining(groupId, { protocols, memberId }));
  await describe(kit, groupId);
});

classicGroups.case("the leader comes back with another subscription", async (kit) => {
  const groupId = kit.name("group");
  const { memberId } = await settled(kit, groupId);
  await kit.ask(joinGroup, joining(groupId, { memberId }));
  await kit.ask(joinGroup, joining(groupId, { memberId, topics: ["another"] }));
  const protocols = [{ name: "range", metadata: Buffer.from([0, 1, 255]) }];
  await kit.ask(joinGroup, joining(groupId, { memberId, protocols }));
  await describe(kit, groupId);
});

classicGroups.case("everybody leaves", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId);
  await kit.ask(leaveGroup, { groupId, members: [{ memberId }, { memberId: "nobody" }, { memberId: "" }] });
  await describe(kit, groupId);
  await kit.ask(heartbeat, { groupId, generationId, memberId });
  await kit.ask(leaveGroup, { groupId, members: [] });
  await kit.ask(joinGroup, joining(groupId, { protocolType: "connect", memberId: "" }), { version: 3 });
  await describe(kit, groupId);
});

classicGroups.case("a static member goes and comes back", async (kit) => {
  const groupId = kit.name("group");
  const instanceId = "the-one";
  const first = await kit.ask(joinGroup, joining(groupId, { instanceId }));
  const { memberId, generationId } = first!;
  const syncing = { groupId, generationId, memberId, groupInstanceId: instanceId };
  const assignments = [{ memberId, assignment: assignment("some-topic", [0]) }];
  await kit.ask(syncGroup, { ...syncing, assignments });
  await describe(kit, groupId);
  const second = await kit.ask(joinGroup, joining(groupId, { instanceId }));
  await kit.ask(heartbeat, { groupId, generationId, memberId, groupInstanceId: instanceId });
  await kit.ask(syncGroup, { ...syncing, assignments });
  await kit.ask(joinGroup, joining(groupId, { instanceId, memberId }));
  await kit.ask(syncGroup, { ...syncing, memberId: second!.memberId, assignments: [] });
  await kit.ask(joinGroup, joining(groupId, { instanceId, topics: ["another"] }));
  await kit.ask(leaveGroup, { groupId, members: [{ memberId, groupInstanceId: instanceId }] });
  await kit.ask(leaveGroup, { groupId, members: [{ memberId: "", groupInstanceId: "other" }] });
  await kit.ask(leaveGroup, { groupId, members: [{ memberId: "", groupInstanceId: instanceId }] });
  await describe(kit, groupId);
});

classicGroups.case("a static member comes back in version 8", async (kit) => {
  const groupId = kit.name("group");
  const instanceId = "the-one";
  await settled(kit, groupId, { instanceId });
  await kit.ask(joinGroup, joining(groupId, { instanceId }), { version: 8 });
  await kit.ask(joinGroup, joining(groupId, { instanceId, memberId: "nobody" }), { version: 8 });
  await describe(kit, groupId);
});

classicGroups.case("a static member says who it is by its instance alone", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId, { instanceId: "the-one" });
  await kit.ask(heartbeat, { groupId, generationId, memberId, groupInstanceId: null });
  await kit.ask(heartbeat, { groupId, generationId, memberId: "nobody", groupInstanceId: "the-one" });
  await kit.ask(heartbeat, { groupId, generationId, memberId, groupInstanceId: "other" });
  await kit.ask(joinGroup, joining(groupId, { memberId }));
});

classicGroups.case("a session that runs out", async (kit) => {
  const groupId = kit.name("group");
  const { memberId, generationId } = await settled(kit, groupId, { sessionTimeoutMs: 6_000 });
  await kit.eventually(
    describeGroups,
    { groups: [groupId], includeAuthorizedOperations: false },
    ({ groups }) => groups[0]!.groupState === "Empty",
  );
  await kit.ask(heartbeat, { groupId, generationId, memberId });
});
