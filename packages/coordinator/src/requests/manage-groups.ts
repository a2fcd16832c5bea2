import { errorCode, type listGroups, type ResponseInput } from "@ottla/protocol";
import { type DescribedClassicGroup, describeClassicGroup } from "../classic/describe.ts";
import { deleteAllOffsets } from "../offsets/delete.ts";
import { protocolOf } from "../protocols.ts";
import type { Turn } from "../runtime/turn.ts";
import type { GroupRouter, RequestOrigin } from "./request-origin.ts";

type ListedGroups = NonNullable<ResponseInput<typeof listGroups>["groups"]>[number][];

/** 15 DescribeGroups, one group. */
export function describeGroup(
  router: GroupRouter,
  groupId: string,
  { apiVersion }: RequestOrigin,
): Promise<DescribedClassicGroup> {
  return router.ask(
    groupId,
    (turn) => describeClassicGroup(groupId, turn.state.groups.get(groupId), apiVersion),
    (code) => ({
      errorCode: code,
      errorMessage: null,
      groupId,
      groupState: "",
      protocolType: "",
      protocolData: "",
      members: [],
    }),
  );
}

/** 16 ListGroups: the groups of all partitions that this broker leads. Filters ignore case; empty ones let all pass. */
export async function answerListGroups(
  router: GroupRouter,
  filter: { readonly statesFilter: readonly string[]; readonly typesFilter: readonly string[] },
): Promise<ResponseInput<typeof listGroups>> {
  const states = new Set(filter.statesFilter.map((state) => state.trim().toLowerCase()));
  const types = new Set(filter.typesFilter.map((type) => type.trim().toLowerCase()));
  const results = await router.askAll<ListedGroups | number>(
    (turn) => listedGroups(turn, states, types),
    (code) => code,
  );
  const groups: ListedGroups = [];
  for (const result of results) {
    if (typeof result !== "number") groups.push(...result);
    // A partition that has gone elsewhere meanwhile is somebody else's to list.
    else if (result !== errorCode.NOT_COORDINATOR) return { errorCode: result, groups: [] };
  }
  return { errorCode: errorCode.NONE, groups };
}

function listedGroups(turn: Turn, states: ReadonlySet<string>, types: ReadonlySet<string>): ListedGroups {
  const listed: ListedGroups = [];
  for (const group of turn.state.groups.values()) {
    const facts = protocolOf(group).list(group);
    if (states.size > 0 && !states.has(facts.groupState.toLowerCase())) continue;
    if (types.size > 0 && !types.has(facts.groupType)) continue;
    listed.push({ groupId: group.groupId, ...facts });
  }
  return listed;
}

/** 42 DeleteGroups, one group: an error code. */
export function deleteGroup(router: GroupRouter, groupId: string): Promise<number> {
  return router.ask(
    groupId,
    (turn) => {
      const group = turn.state.groups.get(groupId);
      if (group === undefined) return errorCode.GROUP_ID_NOT_FOUND;
      const protocol = protocolOf(group);
      const code = protocol.checkDelete(group);
      if (code !== errorCode.NONE) return code;
      deleteAllOffsets(turn, groupId);
      protocol.writeTombstones(turn, group);
      return errorCode.NONE;
    },
    (code) => code,
  );
}
