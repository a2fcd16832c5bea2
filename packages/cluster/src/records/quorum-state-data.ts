import { array, int32, int64, message, string, uuid } from "@ottla/protocol";

/**
 * What the file `quorum-state` beside the metadata log says, which Kafka writes as JSON with the message's version in
 * `data_version`. Version 1 came with directory ids (KIP-853).
 */
export const quorumStateData = message("QuorumStateData", {
  versions: [0, 1],
  flexible: 0,
  fields: {
    clusterId: string.until(0),
    leaderId: int32.default(-1),
    leaderEpoch: int32.default(-1),
    votedId: int32.default(-1),
    votedDirectoryId: uuid.since(1),
    appliedOffset: int64.until(0),
    currentVoters: array({ voterId: int32 }).until(0).nullable(),
  },
});
