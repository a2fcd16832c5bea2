import { api, array, int8, int16, int32, string } from "../schema/index.ts";

/** 29 DescribeAcls: lists access control entries that match a filter. */
export const describeAcls = api(29, "DescribeAcls", {
  versions: [1, 3],
  flexible: 2,
  listeners: ["broker", "controller"],
  request: {
    /** 1: any, 2: topic, 3: group, 4: cluster, 5: transactional id, 6: delegation token, 7: user. */
    resourceTypeFilter: int8,
    /** Null: any. */
    resourceNameFilter: string.nullable(),
    /** 1: any, 2: all that apply to the name, 3: literal, 4: prefixed (KIP-290). */
    patternTypeFilter: int8.default(3),
    /** Null: any. */
    principalFilter: string.nullable(),
    /** Null: any. */
    hostFilter: string.nullable(),
    /**
     * 1: any, 2: all, 3: read, 4: write, 5: create, 6: delete, 7: alter, 8: describe, 9: cluster action, 10:
     * describe configs, ….
     */
    operation: int8,
    /** 1: any, 2: deny, 3: allow. */
    permissionType: int8,
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
    resources: array({
      resourceType: int8,
      resourceName: string,
      patternType: int8.default(3),
      acls: array({
        principal: string,
        host: string,
        operation: int8,
        permissionType: int8,
      }),
    }),
  },
});
