import { message, uuid } from "@ottla/protocol";

/** An access control entry was deleted. */
export const removeAccessControlEntryRecord = message("RemoveAccessControlEntryRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    id: uuid,
  },
});
