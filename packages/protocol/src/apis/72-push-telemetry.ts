import { api, bool, bytes, int8, int16, int32, uuid } from "../schema/index.ts";

/** 72 PushTelemetry: a client sends the metrics that it was asked for. */
export const pushTelemetry = api(72, "PushTelemetry", {
  versions: [0, 0],
  flexible: 0,
  request: {
    clientInstanceId: uuid,
    subscriptionId: int32,
    /** The last push, which need not wait for its time. */
    terminating: bool,
    /** 0: none, 1: gzip, 2: snappy, 3: lz4, 4: zstd. */
    compressionType: int8,
    /** OpenTelemetry's MetricsData, in Protobuf. */
    metrics: bytes,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
  },
});
