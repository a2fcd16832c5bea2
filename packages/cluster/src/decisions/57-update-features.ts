import { errorCode, type RequestOf, type ResponseInput, type updateFeatures } from "@ottla/protocol";
import { configSources, type EffectiveConfigs } from "../config/index.ts";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { featureNames } from "../features/features.ts";
import { configResourceTypes } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { minInSyncReplicas } from "./config-records.ts";
import { changeFeature, type FeatureUpdate } from "./feature-rules.ts";

type Request = RequestOf<typeof updateFeatures>;
type Response = ResponseInput<typeof updateFeatures>;

/** The last version in which each feature has a result of its own. */
const hasResultsUntil = 1;

/**
 * UpdateFeatures: levels of features go up or down, all of them or none (KIP-584, KIP-778). `kraft.version` is not part of
 * the image; its level comes from the quorum.
 */
export function decideUpdateFeatures(
  request: Request,
  context: DecisionContext,
  { kraftVersion = 1 }: { readonly kraftVersion?: number } = {},
): Decision<Response> {
  // Where a feature comes twice, what was said last holds.
  const updates = new Map<string, FeatureUpdate>(
    request.featureUpdates.map((update) => [
      update.feature,
      { level: update.maxVersionLevel, upgradeType: update.upgradeType },
    ]),
  );
  const records: MetadataRecordInput[] = [];
  for (const name of updates.keys()) {
    const change = changeFeature(name, updates, { ...context, kraftVersion });
    if ("errorCode" in change) {
      const errorMessage = `The update failed for all features since the following feature had an error: ${change.errorMessage}`;
      return withoutRecords({ errorCode: change.errorCode, errorMessage });
    }
    records.push(change);
  }
  const turnsElrOn = (updates.get(featureNames.eligibleLeaderReplicasVersion)?.level ?? 0) > 0;
  if (turnsElrOn) records.unshift(...elrSafetyRecords(context));
  const results = request.featureUpdates.map(({ feature }) => ({ feature, ...featureSuccess }));
  return {
    records: request.validateOnly ? [] : records,
    response: {
      errorCode: errorCode.NONE,
      errorMessage: null,
      ...(context.apiVersion <= hasResultsUntil ? { results } : {}),
    },
  };
}

/** So Apache Kafka spells success. */
const featureSuccess = { errorCode: errorCode.NONE, errorMessage: "NONE" };

/**
 * With eligible leader replicas on, all must agree on the minimum of in-sync replicas: it becomes a setting of the cluster,
 * and brokers lose theirs (KIP-966).
 */
function elrSafetyRecords({ image, configs }: DecisionContext): MetadataRecordInput[] {
  const { broker } = configResourceTypes;
  const record = (resourceName: string, value: string | null): MetadataRecordInput => ({
    kind: "config",
    version: 0,
    value: { resourceType: broker, resourceName, name: minInSyncReplicas, value },
  });
  const records: MetadataRecordInput[] = [];
  if (!image.configs.of(broker, "").has(minInSyncReplicas)) {
    records.push(record("", minimumOfNode(configs)));
  }
  for (const { resource, values } of image.configs.entries()) {
    if (resource.type === broker && resource.name !== "" && values.has(minInSyncReplicas)) {
      records.push(record(resource.name, null));
    }
  }
  return records;
}

/** What the node was started with: not what was set while it ran. */
function minimumOfNode(configs: EffectiveConfigs): string {
  const described = configs
    .describeBroker(String(configs.nodeId))
    .find(({ name }) => name === minInSyncReplicas);
  return described?.synonyms.find(({ source }) => ofNode.has(source))?.value ?? "1";
}

const ofNode: ReadonlySet<number> = new Set([configSources.staticBroker, configSources.default]);
