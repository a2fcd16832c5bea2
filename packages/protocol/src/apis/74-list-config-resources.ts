import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/**
 * 74 ListConfigResources: lists resources that have settings of their own; version 0 knew client metrics only
 * (KIP-1142).
 */
export const listConfigResources = api(74, "ListConfigResources", {
  versions: [0, 1],
  flexible: 0,
  request: {
    /** Numbers as in DescribeConfigs. None: all. */
    resourceTypes: array(int8).since(1),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    configResources: array({
      resourceName: string,
      resourceType: int8.since(1).default(16).ignorable(),
    }),
  },
});
