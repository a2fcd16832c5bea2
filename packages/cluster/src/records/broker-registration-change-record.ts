import { array, int8, int32, int64, message, uuid } from "@ottla/protocol";

/** Something about the registration of a broker changed. */
export const brokerRegistrationChangeRecord = message("BrokerRegistrationChangeRecord", {
  versions: [0, 3],
  flexible: 0,
  fields: {
    brokerId: int32,
    brokerEpoch: int64,
    fenced: int8.tag(0),
    inControlledShutdown: int8.since(1).tag(1),
    logDirs: array(uuid).since(2).tag(2),
    cordonedLogDirs: array(uuid).since(3).nullable().default(null).tag(3),
  },
});
