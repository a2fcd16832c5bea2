import { array, int64, message, string } from "@ottla/protocol";

/** Record type 16 of `__consumer_offsets`: ConsumerGroupRegularExpression. */
export const consumerGroupRegularExpressionKey = message("ConsumerGroupRegularExpressionKey", {
  versions: [0, 0],
  fields: {
    groupId: string,
    regularExpression: string,
  },
});

export const consumerGroupRegularExpressionValue = message("ConsumerGroupRegularExpressionValue", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topics: array(string),
    version: int64,
    timestamp: int64,
  },
});
