import { int32, int64, message } from "@ottla/protocol";

/** A broker was unfenced. Written before BrokerRegistrationChangeRecord existed. */
export const unfenceBrokerRecord = message("UnfenceBrokerRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    id: int32,
    epoch: int64,
  },
});
