import { api, array, bool, int16, int32, int64, uuid } from "../schema/index.ts";

/** 63 BrokerHeartbeat: a broker tells the controller that it is alive, and hears whether it is fenced. */
export const brokerHeartbeat = api(63, "BrokerHeartbeat", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    brokerEpoch: int64.default(-1),
    /** How far the broker has applied the metadata log. */
    currentMetadataOffset: int64,
    wantFence: bool,
    /** Leaders shall go elsewhere first. */
    wantShutDown: bool,
    /** Directories that failed (KIP-858). */
    offlineLogDirs: array(uuid).since(1).tag(0),
    /** Directories that no new replicas come to (KIP-1066). Null: not told. */
    cordonedLogDirs: array(uuid).since(2).nullable().default(null).tag(1),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    /** Near enough to the end of the metadata log to be unfenced. */
    isCaughtUp: bool.default(false),
    isFenced: bool.default(true),
    /** Nothing is left to lead: go. */
    shouldShutDown: bool,
  },
});
