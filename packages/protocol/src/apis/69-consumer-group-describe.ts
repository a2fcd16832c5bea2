import { api, array, bool, int8, int16, int32, string, uuid } from "../schema/index.ts";

/** 69 ConsumerGroupDescribe: tells state and members of groups of the consumer protocol. */
export const consumerGroupDescribe = api(69, "ConsumerGroupDescribe", {
  versions: [0, 1],
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
      /** The group epoch that the target assignment is of. */
      assignmentEpoch: int32,
      assignorName: string,
      members: array({
        memberId: string,
        instanceId: string.nullable().default(null),
        rackId: string.nullable().default(null),
        memberEpoch: int32,
        clientId: string,
        clientHost: string,
        subscribedTopicNames: array(string),
        subscribedTopicRegex: string.nullable().default(null),
        assignment: {
          topicPartitions: array({
            topicId: uuid,
            topicName: string,
            partitions: array(int32),
          }),
        },
        /** What it will have when others have given it up. */
        targetAssignment: {
          topicPartitions: array({
            topicId: uuid,
            topicName: string,
            partitions: array(int32),
          }),
        },
        /** 0: classic, 1: consumer (KIP-1099); -1: not known. */
        memberType: int8.since(1).default(-1).ignorable(),
      }),
      /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
      authorizedOperations: int32.default(-0x80000000),
    }),
  },
});
