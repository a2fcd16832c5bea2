import { api, array, bool, int8, int16, int32, string, uuid } from "../schema/index.ts";

/** 71 GetTelemetrySubscriptions: tells a client which of its metrics the operator wants (KIP-714). */
export const getTelemetrySubscriptions = api(71, "GetTelemetrySubscriptions", {
  versions: [0, 0],
  flexible: 0,
  request: {
    clientInstanceId: uuid,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    clientInstanceId: uuid,
    subscriptionId: int32,
    acceptedCompressionTypes: array(int8),
    pushIntervalMs: int32,
    telemetryMaxBytes: int32,
    deltaTemporality: bool,
    requestedMetrics: array(string),
  },
});
