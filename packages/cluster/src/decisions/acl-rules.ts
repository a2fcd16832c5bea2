import { fault } from "./fault.ts";

/** Nothing checks access control entries, so nobody may rely on any: they are refused rather than kept without effect. */
export const noAuthorizer = fault("SECURITY_DISABLED", "No Authorizer is configured.");

/** What names nothing: 0 is what a client sends for a value that it does not know itself. */
const unknownElement = 0;

/**
 * Whether one of the numbers of an entry or a filter names nothing. Apache Kafka takes such a request for one that cannot be
 * read, and closes the connection.
 */
export function namesUnknownElement(elements: readonly number[]): boolean {
  return elements.includes(unknownElement);
}
