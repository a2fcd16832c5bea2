import { createHash, createHmac } from "node:crypto";
import type { alterUserScramCredentials, RequestOf, ResponseInput } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { type MetadataImage, metadataVersionOf } from "../image/index.ts";
import { hasScram } from "../image/record-versions.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, tooManyRecords } from "./fault.ts";
import { maxScramIterations, type ScramMechanism, scramMechanisms } from "./scram-mechanisms.ts";

type Request = RequestOf<typeof alterUserScramCredentials>;
type Response = ResponseInput<typeof alterUserScramCredentials>;
type Upsertion = Request["upsertions"][number];

type Outcome = { readonly record: MetadataRecordInput } | Fault;

/**
 * AlterUserScramCredentials: credentials of users set and removed, at most one of each user in a request (KIP-554). Users are
 * answered each once.
 */
export function decideAlterUserScramCredentials(
  request: Request,
  { image }: DecisionContext,
): Decision<Response> {
  const { deletions, upsertions } = request;
  if (deletions.length + upsertions.length > maxRecordsPerRequest) {
    const users = new Set([...deletions, ...upsertions].map(({ name }) => name));
    return withoutRecords({ results: [...users].map((user) => ({ user, ...tooManyRecords })) });
  }
  const outcomes = new Map<string, Outcome>();
  const settle = (user: string, outcome: () => Outcome) => {
    const before = outcomes.get(user);
    // The first thing wrong with a user is what is answered.
    if (before === undefined) outcomes.set(user, outcome());
    else if ("record" in before) outcomes.set(user, alteredTwice);
  };
  for (const { name, mechanism } of deletions) {
    settle(name, () => faultOfDeletion(image, name, mechanism) ?? { record: removal(name, mechanism) });
  }
  for (const upsertion of upsertions) {
    settle(upsertion.name, () => faultOfUpsertion(image, upsertion) ?? credential(upsertion));
  }
  const records = [...outcomes.values()].flatMap((outcome) => ("record" in outcome ? [outcome.record] : []));
  const results = [...outcomes].map(([user, outcome]) => ({
    user,
    ...("record" in outcome ? noFault : outcome),
  }));
  return { records, response: { results } };
}

const alteredTwice = fault(
  "DUPLICATE_RESOURCE",
  "A user credential cannot be altered twice in the same request",
);

function faultOfDeletion(image: MetadataImage, name: string, mechanism: number): Fault | null {
  const reason = faultOfCredential(image, name, mechanism);
  if (reason !== null) return reason;
  if (image.scram.get(name)?.has(mechanism) === true) return null;
  return fault("RESOURCE_NOT_FOUND", "Attempt to delete a user credential that does not exist");
}

function faultOfUpsertion(image: MetadataImage, { name, mechanism, iterations }: Upsertion): Fault | null {
  const reason = faultOfCredential(image, name, mechanism);
  if (reason !== null) return reason;
  if (iterations < scramMechanisms.get(mechanism)!.minIterations) {
    return fault("UNACCEPTABLE_CREDENTIAL", "Too few iterations");
  }
  return iterations > maxScramIterations ? fault("UNACCEPTABLE_CREDENTIAL", "Too many iterations") : null;
}

function faultOfCredential(image: MetadataImage, name: string, mechanism: number): Fault | null {
  if (!hasScram(metadataVersionOf(image))) {
    return fault("UNSUPPORTED_VERSION", "The current metadata.version does not support SCRAM");
  }
  if (name === "") return fault("UNACCEPTABLE_CREDENTIAL", "Username must not be empty");
  return scramMechanisms.has(mechanism)
    ? null
    : fault("UNSUPPORTED_SASL_MECHANISM", "Unknown SCRAM mechanism");
}

function removal(name: string, mechanism: number): MetadataRecordInput {
  return { kind: "removeUserScramCredential", version: 0, value: { name, mechanism } };
}

/** What the server keeps: neither the password nor anything that would let it log in as the user (RFC 5802 section 3). */
function credential({ name, mechanism, iterations, salt, saltedPassword }: Upsertion): Outcome {
  // Java cannot make a key of nothing; an empty salted password is what no client sends.
  if (saltedPassword.length === 0) return fault("UNKNOWN_SERVER_ERROR");
  const { hash } = scramMechanisms.get(mechanism) as ScramMechanism;
  const clientKey = createHmac(hash, saltedPassword).update("Client Key").digest();
  const storedKey = createHash(hash).update(clientKey).digest();
  const serverKey = createHmac(hash, saltedPassword).update("Server Key").digest();
  const value = { name, mechanism, salt, storedKey, serverKey, iterations };
  return { record: { kind: "userScramCredential", version: 0, value } };
}
