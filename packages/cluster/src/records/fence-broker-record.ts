import { int32, int64, message } from "@ottla/protocol";

/** A broker was fenced. Written before BrokerRegistrationChangeRecord existed. */
export const fenceBrokerRecord = message("FenceBrokerRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    id: int32,
    epoch: int64,
  },
});
