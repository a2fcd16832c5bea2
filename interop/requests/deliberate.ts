/**
 * Where Ottla answers otherwise than Apache Kafka, and means it: the one list. Each says which answer of which case,
 * what ours is, and why. Everything else is the same, or a bug.
 */
import { apiOfKey, type apiVersions, errorCode, type ResponseOf } from "@ottla/protocol";
import { absentApis } from "../../packages/broker/src/absent.ts";
import type { Line } from "./kit.ts";
import type { Answers } from "./run-cases.ts";

interface Deviation {
  /** The case's whole name. */
  readonly case: string;
  readonly reason: string;
  /** What we answer at which step, counted from 1: what is said here must be so, and the rest is free. */
  readonly ours: Readonly<Record<number, unknown>>;
}

const firstRefused = {
  responses: [{ partitionResponses: [{ errorCode: errorCode.INVALID_RECORD, baseOffset: -1 }] }],
};
const notInTransaction = {
  responses: [{ partitionResponses: [{ errorCode: errorCode.INVALID_TXN_STATE }] }],
};
const joins = { errorCode: errorCode.NONE, generationId: 1, members: [{ memberId: "interop-<uuid 1>" }] };
const waitsForAssignment = { groups: [{ groupState: "CompletingRebalance" }] };

export const deviations: readonly Deviation[] = [
  {
    case: "produce: null records",
    reason: "Kafka never answers, and answers nothing else on the connection. A refusal is kinder",
    ours: { 1: firstRefused },
  },
  {
    case: "produce: offsets that do not rise",
    reason:
      "Kafka writes records whose offsets repeat, so that no position between them can be told. It refuses the same batch " +
      "when it is compressed, and we refuse both",
    ours: { 1: firstRefused, 2: { responses: [{ partitions: [{ highWatermark: 0, records: "" }] }] } },
  },
  {
    case: "not built yet: records of a transaction that nobody began",
    reason:
      "Without transactions nothing is part of one. Kafka lets the producer try again, until somebody begins it",
    ours: { 1: notInTransaction },
  },
  {
    case: "changing settings: replacing all of the same resource twice",
    reason: "Kafka never answers. We say what IncrementalAlterConfigs says",
    ours: { 1: { responses: [{ errorCode: 42 }, { errorCode: 42 }] } },
  },
  {
    case: "classic groups: joining with a subscription that cannot be read",
    reason: "Kafka never answers the first join of such a member. To the broker, subscriptions are bytes",
    ours: { 2: joins, 3: waitsForAssignment },
  },
  {
    case: "classic groups: joining with the same protocol twice",
    reason: "Kafka never answers. The first of the two counts",
    ours: { 2: joins, 3: waitsForAssignment },
  },
  {
    case: "classic groups: joining with two protocols without names",
    reason: "Kafka never answers. The first of the two counts",
    ours: { 1: joins },
  },
];

/** Whether an API is one that we serve. What we do not serve is not asked, and not compared in lists of APIs. */
export function isServed(name: string): boolean {
  return absentApis[name] === undefined;
}

/** Features of Kafka's that we have not built, and so do not finalize. */
const absentFeatures = new Set(["share.version", "streams.version", "transaction.version"]);

function hasFeature({ name }: { readonly name: string }): boolean {
  return !absentFeatures.has(name);
}

/** An answer of ApiVersions without the APIs and features that we do not have. */
export function onlyServed(body: ResponseOf<typeof apiVersions>): unknown {
  return {
    ...body,
    apiKeys: body.apiKeys.filter(({ apiKey }) => isServed(apiOfKey(apiKey)?.name ?? "")),
    supportedFeatures: body.supportedFeatures.filter(hasFeature),
    finalizedFeatures: body.finalizedFeatures.filter(hasFeature),
    finalizedFeaturesEpoch: body.finalizedFeaturesEpoch > 0 ? "<an epoch>" : body.finalizedFeaturesEpoch,
  };
}

/** What Kafka answered, with ours in the place of what differs on purpose, where ours is as it should be. */
export function withDeviations({ name, transcript }: Answers, actual: Answers): readonly Line[] {
  const deviation = deviations.find((each) => each.case === name);
  if (deviation === undefined) return transcript;
  return transcript.map((line, index) => {
    const wanted = deviation.ours[index + 1];
    if (wanted === undefined) return line;
    const [asked, answer] = actual.transcript[index] ?? line;
    return [asked, has(answer, wanted) ? answer : wanted];
  });
}

/** Whether everything that is wanted is there, whatever else is. */
function has(answer: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return Object.is(answer, wanted);
  if (typeof answer !== "object" || answer === null) return false;
  const fields = new Map(Object.entries(answer));
  return Object.entries(wanted).every(([name, each]) => has(fields.get(name), each));
}
