import { int8, message, string } from "@ottla/protocol";

/** A setting of a resource was set, or, with a null value, removed. */
export const configRecord = message("ConfigRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    resourceType: int8,
    resourceName: string,
    name: string,
    value: string.nullable(),
  },
});
