import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 10 FindCoordinator: tells which broker coordinates a group or a transactional id. */
export const findCoordinator = api(10, "FindCoordinator", {
  versions: [0, 6],
  flexible: 3,
  request: {
    /** One key; several from version 4 on (KIP-699). */
    key: string.until(3),
    /** 0: group, 1: transactional id, 2: share-group partition, `group:topicId:partition` (KIP-932). */
    keyType: int8.since(1).default(0),
    coordinatorKeys: array(string).since(4),
  },
  response: {
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    errorCode: int16.until(3),
    errorMessage: string.since(1).until(3).nullable().ignorable(),
    nodeId: int32.until(3),
    host: string.until(3),
    port: int32.until(3),
    coordinators: array({
      key: string,
      nodeId: int32,
      host: string,
      port: int32,
      errorCode: int16,
      errorMessage: string.nullable().ignorable(),
    }).since(4),
  },
});
