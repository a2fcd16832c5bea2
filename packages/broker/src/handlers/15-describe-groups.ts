import { describeGroups, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";
import { groupOrigin } from "../groups/group-origin.ts";
import { allOperations, notAsked } from "../metadata/authorized-operations.ts";

/** 15 DescribeGroups: classic groups and their members. */
export const handleDescribeGroups = handler(describeGroups, async (request, context) => {
  const groups = await context.broker.groups.describeGroups(request.groups, groupOrigin(context));
  const operations = request.includeAuthorizedOperations ? allOperations.group : notAsked;
  return {
    groups: groups.map((group) => ({
      ...group,
      authorizedOperations: group.errorCode === errorCode.NONE ? operations : notAsked,
    })),
  };
});
