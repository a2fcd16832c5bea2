import { pushTelemetry } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 72 PushTelemetry: takes the metrics of a client, which nobody receives yet. See GetTelemetrySubscriptions. */
export const handlePushTelemetry = handler(
  pushTelemetry,
  (request, { broker, client, clientId }) => ({
    errorCode: broker.telemetry.push(request, { client, clientId }),
  }),
  { advertised: null },
);
