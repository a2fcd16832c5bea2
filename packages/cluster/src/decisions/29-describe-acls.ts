import type { describeAcls, RequestOf, ResponseInput } from "@ottla/protocol";
import { demandKnownElements } from "./acl-rules.ts";
import { fault } from "./fault.ts";

type Request = RequestOf<typeof describeAcls>;
type Response = ResponseInput<typeof describeAcls>;

/** DescribeAcls: clients take this error for "access control lists are known here, and off". */
export function answerDescribeAcls(request: Request): Response {
  demandKnownElements([
    request.resourceTypeFilter,
    request.patternTypeFilter,
    request.operation,
    request.permissionType,
  ]);
  return { ...fault("SECURITY_DISABLED", "No Authorizer is configured on the broker"), resources: [] };
}
