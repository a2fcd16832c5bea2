import { api, array, int16, int32, string, uuid } from "../schema/index.ts";

/** 20 DeleteTopics: deletes topics, by name or by id (KIP-516). */
export const deleteTopics = api(20, "DeleteTopics", {
  versions: [1, 6],
  flexible: 4,
  listeners: ["broker", "controller"],
  request: {
    topics: array({
      /** Null: the id says which. */
      name: string.nullable().default(null),
      topicId: uuid,
    }).since(6),
    topicNames: array(string).until(5).ignorable(),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.default(0).ignorable(),
    responses: array({
      name: string.nullable(6),
      topicId: uuid.since(6).ignorable(),
      errorCode: int16,
      errorMessage: string.since(5).nullable().default(null).ignorable(),
    }),
  },
});
