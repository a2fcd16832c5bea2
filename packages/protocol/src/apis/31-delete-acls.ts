import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 31 DeleteAcls: deletes access control entries that match filters. */
export const deleteAcls = api(31, "DeleteAcls", {
  versions: [1, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    filters: array({
      /** Numbers as in DescribeAcls. */
      resourceTypeFilter: int8,
      resourceNameFilter: string.nullable(),
      patternTypeFilter: int8.default(3),
      principalFilter: string.nullable(),
      hostFilter: string.nullable(),
      operation: int8,
      permissionType: int8,
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    filterResults: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      /** What was deleted, or could not be. */
      matchingAcls: array({
        errorCode: int16,
        errorMessage: string.nullable(),
        resourceType: int8,
        resourceName: string,
        patternType: int8.default(3),
        principal: string,
        host: string,
        operation: int8,
        permissionType: int8,
      }),
    }),
  },
});
