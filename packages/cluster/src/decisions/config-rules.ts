/** Which settings a resource may have: the rules that hold whichever API brings the change. */
import { validateConfigChange } from "../config/index.ts";
import type { DecisionContext } from "../controller/decision.ts";
import { metadataVersionName } from "../features/features.ts";
import {
  type ConfigResource,
  configResourceTypes,
  isElrEnabled,
  type MetadataImage,
  metadataVersionOf,
} from "../image/index.ts";
import { hasCordonedDirectories } from "../image/record-versions.ts";
import { type ConfigChanges, minInSyncReplicas } from "./config-records.ts";
import { type Fault, fault } from "./fault.ts";
import { invalidTopicName } from "./topic-names.ts";

/** Longer values would not fit where older formats keep them. */
const maxValueLength = 32_767;

const cordonedLogDirectories = "cordoned.log.dirs";
/** The metadata version that knows cordoned log directories (KIP-1066). */
const cordoningMetadataVersion = 30;

/** Why a resource cannot be changed like this, or null. A topic that is only about to be created need not exist. */
export function faultOfConfigChange(
  resource: ConfigResource,
  changes: ConfigChanges,
  context: DecisionContext,
  { isNew = false } = {},
): Fault | null {
  return (
    faultOfResourceName(resource) ??
    (resource.type === configResourceTypes.broker
      ? (faultOfValues(resource, changes, context) ?? faultOfRecords(resource, changes, context.image))
      : (faultOfRecords(resource, changes, context.image) ?? faultOfValues(resource, changes, context))) ??
    (isNew ? null : faultOfExistence(resource, context.image))
  );
}

function faultOfValues(
  resource: ConfigResource,
  changes: ConfigChanges,
  { configs }: DecisionContext,
): Fault | null {
  return validateConfigChange(resource.type, resource.name, changes, configs);
}

/** What may not be written for any resource, whatever the value means. */
function faultOfRecords(
  { type, name }: ConfigResource,
  changes: ConfigChanges,
  image: MetadataImage,
): Fault | null {
  const isBroker = type === configResourceTypes.broker;
  for (const [key, value] of changes) {
    if (isBroker && key === minInSyncReplicas && isElrEnabled(image)) {
      // Every partition's eligible leader replicas rest on one minimum: the cluster's, unless the topic has its own.
      if (name !== "") return invalid(`Broker-level ${key} cannot be altered while ELR is enabled.`);
      if (value === null) return invalid(`Cluster-level ${key} cannot be removed while ELR is enabled.`);
    }
    if (isBroker && key === cordonedLogDirectories && !hasCordonedDirectories(metadataVersionOf(image))) {
      const needed = metadataVersionName(cordoningMetadataVersion);
      return invalid(
        `The ${key} configuration value cannot be set because it requires metadata.version >= ${needed}`,
      );
    }
    if (value !== null && value.length > maxValueLength) {
      return invalid(
        `The configuration value cannot be added because it exceeds the maximum value size of ${maxValueLength} bytes.`,
      );
    }
  }
  return null;
}

function faultOfResourceName({ type, name }: ConfigResource): Fault | null {
  switch (type) {
    case configResourceTypes.topic: {
      if (name === "") return fault("INVALID_REQUEST", "Default topic resources are not allowed.");
      const reason = invalidTopicName(name);
      return reason === null ? null : fault("INVALID_TOPIC_EXCEPTION", reason);
    }
    case configResourceTypes.group:
      return name === "" ? fault("INVALID_REQUEST", "Default group resources are not allowed.") : null;
    case configResourceTypes.clientMetrics:
      return name === "" ? fault("INVALID_REQUEST", "Subscription name can't be empty") : null;
    default:
      return null;
  }
}

function faultOfExistence({ type, name }: ConfigResource, { topics, cluster }: MetadataImage): Fault | null {
  if (type === configResourceTypes.topic && !topics.byName.has(name)) {
    return fault("UNKNOWN_TOPIC_OR_PARTITION", `The topic '${name}' does not exist.`);
  }
  if (type === configResourceTypes.broker && name !== "" && !cluster.brokers.has(Number(name))) {
    return fault("BROKER_ID_NOT_REGISTERED", `No broker with id ${name} found.`);
  }
  return null;
}

function invalid(message: string): Fault {
  return fault("INVALID_CONFIG", message);
}
