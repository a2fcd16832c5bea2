import { api, array, int8, int16, int32, int64, uuid } from "../schema/index.ts";

/** 56 AlterPartition: a partition leader asks the controller to change the in-sync replicas (KIP-497). */
export const alterPartition = api(56, "AlterPartition", {
  versions: [2, 3],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
    topics: array({
      topicId: uuid.ignorable(),
      partitions: array({
        partitionIndex: int32,
        leaderEpoch: int32,
        newIsr: array(int32).until(2),
        /** With the registration's epoch, so that a broker that has restarted is not taken in (KIP-903). */
        newIsrWithEpochs: array({
          brokerId: int32,
          brokerEpoch: int64.default(-1),
        }).since(3),
        /** 0: recovered, 1: recovering after an unclean election (KIP-704). */
        leaderRecoveryState: int8.default(0),
        /** Of the state that the change starts from: it is refused when that is old. */
        partitionEpoch: int32,
      }),
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    topics: array({
      topicId: uuid.ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        leaderId: int32,
        leaderEpoch: int32,
        isr: array(int32),
        leaderRecoveryState: int8.default(0).ignorable(),
        partitionEpoch: int32,
      }),
    }),
  },
});
