import type { createAcls, RequestOf, ResponseInput } from "@ottla/protocol";
import { type Decision, withoutRecords } from "../controller/decision.ts";
import { noAuthorizer } from "./acl-rules.ts";

type Request = RequestOf<typeof createAcls>;
type Response = ResponseInput<typeof createAcls>;

/** CreateAcls: each entry is refused; an empty list is answered with an empty list. */
export function decideCreateAcls({ creations }: Request): Decision<Response> {
  return withoutRecords({ results: creations.map(() => noAuthorizer) });
}
