import { message, string, uuid } from "@ottla/protocol";

/** A topic was created. */
export const topicRecord = message("TopicRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    name: string,
    topicId: uuid,
  },
});
