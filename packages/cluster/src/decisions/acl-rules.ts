import { ProtocolError } from "@ottla/protocol";
import { fault } from "./fault.ts";

/** Nothing checks access control entries, so nobody may rely on any: they are refused rather than kept without effect. */
export const noAuthorizer = fault("SECURITY_DISABLED", "No Authorizer is configured.");

/** 0 is what a newer client's unknown value turns into on its side; it names nothing. */
const unknownElement = 0;

/** Apache Kafka takes a request with such elements as one that cannot be read, and closes the connection. */
export function demandKnownElements(elements: readonly number[]): void {
  if (elements.includes(unknownElement)) {
    throw new ProtocolError("invalid", "an access control entry or filter has an unknown element (0)");
  }
}
