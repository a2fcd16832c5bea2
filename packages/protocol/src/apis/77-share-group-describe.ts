import { api, array, bool, int16, int32, string, uuid } from "../schema/index.ts";

/** 77 ShareGroupDescribe: tells state and members of share groups. */
export const shareGroupDescribe = api(77, "ShareGroupDescribe", {
  versions: [1, 1],
  flexible: 0,
  request: {
    groupIds: array(string),
    includeAuthorizedOperations: bool,
  },
  response: {
    throttleTimeMs: int32.default(0),
    groups: array({
      errorCode: int16,
      errorMessage: string.nullable().default(null),
      groupId: string,
      groupState: string,
      /** Counted up with each change of members, subscriptions or topics. */
      groupEpoch: int32,
      /** The group epoch that the assignment is of. */
      assignmentEpoch: int32,
      assignorName: string,
      members: array({
        memberId: string,
        rackId: string.nullable().default(null),
        memberEpoch: int32,
        clientId: string,
        clientHost: string,
        subscribedTopicNames: array(string),
        assignment: {
          topicPartitions: array({
            topicId: uuid,
            topicName: string,
            partitions: array(int32),
          }),
        },
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      authorizedOperations: int32.default(-0x80000000),
    }),
  },
});
