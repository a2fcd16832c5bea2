/**
 * Where Ottla answers otherwise than Apache Kafka, and means it: the one list. Each says which answer of which case,
 * what ours is, and why. Everything else is the same, or a bug.
 */
import { apiOfKey, type apiVersions, type ResponseOf } from "@ottla/protocol";
import { absentApis } from "../../packages/broker/src/absent.ts";
import type { Line } from "./kit.ts";
import type { Answers } from "./run-cases.ts";

export interface Deviation {
  /** The case's whole name. */
  readonly case: string;
  /** Which answers of the case, by what was asked; each of that name is ours instead. */
  readonly asked: string;
  /** What we answer, in comparable form. */
  readonly ours: unknown;
  readonly reason: string;
}

export const deviations: readonly Deviation[] = [];

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

/** What Kafka answered, with ours in the place of what differs on purpose. */
export function withDeviations({ name, transcript }: Answers): readonly Line[] {
  const own = deviations.filter((deviation) => deviation.case === name);
  return transcript.map((line) => {
    const found = own.find(({ asked }) => asked === line[0]);
    return found === undefined ? line : [line[0], found.ours];
  });
}
