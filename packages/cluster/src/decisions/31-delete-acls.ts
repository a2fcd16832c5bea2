import type { deleteAcls, RequestOf, ResponseInput } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";
import { noAuthorizer } from "./acl-rules.ts";

type Request = RequestOf<typeof deleteAcls>;
type Response = ResponseInput<typeof deleteAcls>;

/** DeleteAcls: each filter is refused; an empty list is answered with an empty list. */
export function decideDeleteAcls({ filters }: Request): Decision<Response> {
  return withoutRecords({ filterResults: filters.map(() => ({ ...noAuthorizer, matchingAcls: [] })) });
}
