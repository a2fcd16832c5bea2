import { api, array, bool, int8, int16, int32, string, uuid } from "../schema/index.ts";

/** 71 GetTelemetrySubscriptions: tells a client which of its metrics the operator wants (KIP-714). */
export const getTelemetrySubscriptions = api(71, "GetTelemetrySubscriptions", {
  versions: [0, 0],
  flexible: 0,
  request: {
    /** Zero at first: the broker makes one up. */
    clientInstanceId: uuid,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    clientInstanceId: uuid,
    /** Changes with what is wanted. */
    subscriptionId: int32,
    /** The best first. */
    acceptedCompressionTypes: array(int8),
    pushIntervalMs: int32,
    telemetryMaxBytes: int32,
    /** Counters say what was added since the last push; otherwise since the start. */
    deltaTemporality: bool,
    /** What names begin with. One that is empty: all. None: nothing is wanted. */
    requestedMetrics: array(string),
  },
});
