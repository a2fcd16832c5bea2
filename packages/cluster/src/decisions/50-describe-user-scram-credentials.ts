import {
  type describeUserScramCredentials,
  errorCode,
  type RequestOf,
  type ResponseInput,
} from "@ottla/protocol";
import type { MetadataImage } from "../image/index.ts";
import { fault, repeated } from "./fault.ts";

type Request = RequestOf<typeof describeUserScramCredentials>;
type Response = ResponseInput<typeof describeUserScramCredentials>;
type Result = Response["results"][number];

/** DescribeUserScramCredentials: which users have credentials, of all or of those named (KIP-554). */
export function answerDescribeUserScramCredentials({ users }: Request, { scram }: MetadataImage): Response {
  const named = users?.map(({ name }) => name) ?? [];
  const wanted = named.length === 0 ? scram.keys() : named;
  const duplicates = repeated(named);
  const results: Result[] = [];
  for (const user of new Set(wanted)) {
    const credentials = scram.get(user);
    if (duplicates.has(user)) {
      results.push(refusal(user, "DUPLICATE_RESOURCE", `${describedTwice}: ${user}`));
    } else if (credentials === undefined) {
      results.push(refusal(user, "RESOURCE_NOT_FOUND", `${unknownUser}: ${user}`));
    } else {
      const credentialInfos = [...credentials]
        .map(([mechanism, { iterations }]) => ({ mechanism, iterations }))
        .toSorted((left, right) => left.mechanism - right.mechanism);
      results.push({ user, ...success, credentialInfos });
    }
  }
  return { ...success, results };
}

const describedTwice = "Cannot describe SCRAM credentials for the same user twice in a single request";
const unknownUser = "Attempt to describe a user credential that does not exist";

/** An empty message, not null: Apache Kafka leaves the field at its default. */
const success = { errorCode: errorCode.NONE, errorMessage: "" };

function refusal(user: string, name: "DUPLICATE_RESOURCE" | "RESOURCE_NOT_FOUND", message: string): Result {
  return { user, ...fault(name, message), credentialInfos: [] };
}
