import { array, bool, float64, message, string } from "@ottla/protocol";

/** A quota was set or removed. */
export const clientQuotaRecord = message("ClientQuotaRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    entity: array({
      entityType: string,
      entityName: string.nullable(),
    }),
    key: string,
    value: float64,
    remove: bool,
  },
});
