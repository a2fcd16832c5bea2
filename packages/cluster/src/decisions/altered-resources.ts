/** What IncrementalAlterConfigs and AlterConfigs have in common: resources that are changed each by itself. */
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { type ConfigResource, configResourceTypes, isElrEnabled } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type ConfigChanges, changedConfigRecords, clearElrRecords } from "./config-records.ts";
import { faultOfConfigChange } from "./config-rules.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, repeated, tooManyRecords } from "./fault.ts";

interface AlteredResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly { readonly name: string; readonly value: string | null }[];
}

export interface AlteredResult extends Fault {
  readonly resourceType: number;
  readonly resourceName: string;
}

/** What shall become of a resource: the changes, or why there are none. */
export type Change = { readonly changes: ConfigChanges } | Fault;

/** Resources whose settings are written to the metadata log. */
const storedTypes: ReadonlySet<number> = new Set([
  configResourceTypes.topic,
  configResourceTypes.broker,
  configResourceTypes.clientMetrics,
  configResourceTypes.group,
]);

/**
 * Goes through the resources of a request in their order. `changeOf` says what shall become of one that is well-formed so
 * far; its answer may be a fault, or `noFault` where nothing is to be written.
 */
export function decideAlteredResources<Resource extends AlteredResource>(
  { resources, validateOnly }: { resources: readonly Resource[]; validateOnly: boolean },
  context: DecisionContext,
  changeOf: (resource: Resource) => Change,
): Decision<{ readonly responses: AlteredResult[] }> {
  let settingCount = 0;
  for (const { configs } of resources) settingCount += configs.length;
  if (settingCount > maxRecordsPerRequest) return refuseAll(resources);

  const duplicates = repeated(resources.map(keyOf));
  const results: AlteredResult[] = [];
  const records: MetadataRecordInput[] = [];
  for (const resource of resources) {
    const { resourceType, resourceName } = resource;
    const isDuplicate = duplicates.has(keyOf(resource));
    const decided = isDuplicate ? appearsTwice : decideResource(resource, changeOf, context);
    if ("records" in decided) for (const record of decided.records) records.push(record);
    // AlterConfigs also removes settings that it does not name.
    if (records.length > maxRecordsPerRequest) return refuseAll(resources);
    results.push({ resourceType, resourceName, ...("records" in decided ? noFault : decided) });
  }
  const clearing = isElrEnabled(context.image) ? clearElrRecords(records) : [];
  return { records: validateOnly ? [] : [...records, ...clearing], response: { responses: results } };
}

function refuseAll(resources: readonly AlteredResource[]): Decision<{ readonly responses: AlteredResult[] }> {
  const responses = resources.map(({ resourceType, resourceName }) => ({
    resourceType,
    resourceName,
    ...tooManyRecords,
  }));
  return withoutRecords({ responses });
}

const appearsTwice = fault("INVALID_REQUEST", "Each resource must appear at most once.");

function decideResource<Resource extends AlteredResource>(
  resource: Resource,
  changeOf: (resource: Resource) => Change,
  context: DecisionContext,
): { records: MetadataRecordInput[] } | Fault {
  const { resourceType, resourceName, configs } = resource;
  if (repeated(configs.map(({ name }) => name)).size > 0) {
    return fault("INVALID_REQUEST", "Error due to duplicate config keys");
  }
  const change = changeOf(resource);
  if (!("changes" in change)) return change;
  const configResource = { type: resourceType, name: resourceName };
  const reason = faultOfConfigChange(configResource, change.changes, context);
  if (reason !== null) return reason;
  const before = context.image.configs.of(resourceType, resourceName);
  return { records: changedConfigRecords(configResource, before, change.changes) };
}

/** What no resource may be like, whatever is to change about it: checked after the names of the settings. */
export function faultOfResource({ type, name }: ConfigResource, nodeId: number): Fault | null {
  if (!storedTypes.has(type)) return fault("INVALID_REQUEST", `Unknown resource type ${type}`);
  if (type === configResourceTypes.broker && name !== "") return faultOfNodeId(name, nodeId, "broker id");
  return null;
}

/** A broker answers for itself alone. */
export function faultOfNodeId(name: string, nodeId: number, what: "broker id" | "node id"): Fault | null {
  if (!/^[+-]?\d+$/.test(name)) {
    return fault("INVALID_REQUEST", `Node id must be an integer, but it is: ${name}`);
  }
  if (Number(name) === nodeId) return null;
  return fault(
    "INVALID_REQUEST",
    what === "broker id"
      ? `Unexpected broker id, expected ${nodeId}, but received ${name}`
      : `Unexpected node id. Expected ${nodeId}, but received ${name}`,
  );
}

export function faultOfNullValues(names: readonly string[]): Fault | null {
  if (names.length === 0) return null;
  return fault("INVALID_REQUEST", `Null value not supported for : ${names.join(", ")}`);
}

function keyOf({ resourceType, resourceName }: AlteredResource): string {
  return `${resourceType}/${resourceName}`;
}
