import { int32, int64, message } from "@ottla/protocol";

/** A broker is gone for good. */
export const unregisterBrokerRecord = message("UnregisterBrokerRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    brokerId: int32,
    brokerEpoch: int64,
  },
});
