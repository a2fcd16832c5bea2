/** Every message that a package declares: what goes over the wire, and the records of internal topics. */
import { metadataRecords, quorumStateData } from "@ottla/cluster";
import { coordinatorRecords } from "@ottla/coordinator";
import { producerSnapshot, remoteLogRecords } from "@ottla/log";
import { apis, type Message, messages } from "@ottla/protocol";

/** Records and state on disk, declared by the packages that own them. */
export const storedMessages: readonly Message[] = [
  ...coordinatorRecords,
  ...metadataRecords.values(),
  ...remoteLogRecords.values(),
  producerSnapshot,
  quorumStateData,
];

export const declaredMessages: readonly Message[] = [
  ...apis.flatMap(({ request, response }) => [request, response]),
  ...messages,
  ...storedMessages,
];
