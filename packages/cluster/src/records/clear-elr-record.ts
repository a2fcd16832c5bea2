import { message, string } from "@ottla/protocol";

/** The eligible leader replicas of a topic, or of all, were forgotten. */
export const clearElrRecord = message("ClearElrRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topicName: string,
  },
});
