import { message, uuid } from "@ottla/protocol";

/** A topic was deleted. */
export const removeTopicRecord = message("RemoveTopicRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topicId: uuid,
  },
});
