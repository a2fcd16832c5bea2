import { api, array, bool, int16, int32, int64, uuid } from "../schema/index.ts";

/** 63 BrokerHeartbeat: a broker tells the controller that it is alive, and hears whether it is fenced. */
export const brokerHeartbeat = api(63, "BrokerHeartbeat", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
    currentMetadataOffset: int64,
    wantFence: bool,
    wantShutDown: bool,
    offlineLogDirs: array(uuid).since(1).tag(0),
    cordonedLogDirs: array(uuid).since(2).nullable().default(null).tag(1),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    isCaughtUp: bool.default(false),
    isFenced: bool.default(true),
    shouldShutDown: bool,
  },
});
