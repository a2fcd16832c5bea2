import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 30 CreateAcls: creates access control entries. */
export const createAcls = api(30, "CreateAcls", {
  versions: [1, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    creations: array({
      /** Numbers as in DescribeAcls. */
      resourceType: int8,
      resourceName: string,
      resourcePatternType: int8.default(3),
      /** `User:name`, or `User:*` for everybody. */
      principal: string,
      /** `*`: any. */
      host: string,
      operation: int8,
      permissionType: int8,
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    results: array({
      errorCode: int16,
      errorMessage: string.nullable(),
    }),
  },
});
