import { type ErrorName, errorCode } from "@ottla/protocol";

/** What is wrong with a request, or with a part of it, as clients are told. */
export interface Fault {
  readonly errorCode: number;
  /** Null where Apache Kafka leaves it to the code to say what is wrong. */
  readonly errorMessage: string | null;
}

/** Nothing is wrong. */
export const noFault: Fault = { errorCode: errorCode.NONE, errorMessage: null };

export function fault(name: ErrorName, errorMessage: string | null = null): Fault {
  return { errorCode: errorCode[name], errorMessage };
}

/** Records that one request may lead to. A request that would lead to more is refused as a whole. */
export const maxRecordsPerRequest = 10_000;

export const tooManyRecords = fault(
  "POLICY_VIOLATION",
  "Unable to perform excessively large batch operation.",
);

/** The words of errors that come without a message of their own, where Kafka puts the code's own text into the answer. */
export const ownWords = {
  unknownTopicOrPartition: "This server does not host this topic-partition.",
  unknownTopicId: "This server does not host this topic ID.",
  electionNotNeeded: "Leader election not needed for topic partition.",
  preferredLeaderNotAvailable: "The preferred leader was not available.",
  eligibleLeadersNotAvailable: "Eligible topic partition leaders are not available.",
} as const;

/** What occurs more than once. */
export function repeated<Value>(values: Iterable<Value>): ReadonlySet<Value> {
  const seen = new Set<Value>();
  const twice = new Set<Value>();
  for (const value of values) {
    if (seen.has(value)) twice.add(value);
    seen.add(value);
  }
  return twice;
}
