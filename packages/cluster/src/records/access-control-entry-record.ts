import { int8, message, string, uuid } from "@ottla/protocol";

/** An access control entry was created. */
export const accessControlEntryRecord = message("AccessControlEntryRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    id: uuid,
    resourceType: int8,
    resourceName: string,
    patternType: int8,
    principal: string,
    host: string,
    operation: int8,
    permissionType: int8,
  },
});
