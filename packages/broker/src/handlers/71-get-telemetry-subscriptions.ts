import { getTelemetrySubscriptions } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/**
 * 71 GetTelemetrySubscriptions: which of its metrics a client shall send (KIP-714). As in Apache Kafka, ApiVersions keeps
 * quiet about it while nobody receives metrics: clients do not ask then, but who does is answered.
 */
export const handleGetTelemetrySubscriptions = handler(
  getTelemetrySubscriptions,
  ({ clientInstanceId }, { broker, client, clientId }) =>
    broker.telemetry.subscribe(clientInstanceId, { client, clientId }),
  { advertised: null },
);
