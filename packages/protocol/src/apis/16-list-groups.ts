import { api, array, int16, int32, string } from "../schema/index.ts";

/** 16 ListGroups: lists the groups of a coordinator. */
export const listGroups = api(16, "ListGroups", {
  versions: [0, 5],
  flexible: 3,
  request: {
    /** None: all (KIP-518). */
    statesFilter: array(string).since(4),
    /** `classic`, `consumer`, `share`, `streams`. None: all (KIP-848). */
    typesFilter: array(string).since(5),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    errorCode: int16,
    groups: array({
      groupId: string,
      protocolType: string,
      groupState: string.since(4).ignorable(),
      groupType: string.since(5).ignorable(),
    }),
  },
});
