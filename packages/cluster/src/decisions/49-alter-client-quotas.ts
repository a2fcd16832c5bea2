import type { alterClientQuotas, RequestOf, ResponseInput } from "@ottla/protocol";
import { type Decision, type DecisionContext, withoutRecords } from "../controller/decision.ts";
import { type ClientQuotasImage, type QuotaEntity, quotaEntityKey } from "../image/index.ts";
import type { MetadataRecordInput } from "../records/index.ts";
import { type Fault, fault, maxRecordsPerRequest, noFault, tooManyRecords } from "./fault.ts";
import { entityText, faultOfQuota, faultOfQuotaEntity } from "./quota-rules.ts";

type Request = RequestOf<typeof alterClientQuotas>;
type Response = ResponseInput<typeof alterClientQuotas>;
type Alteration = Request["entries"][number];

/**
 * AlterClientQuotas: the quotas of each entity, all of them or none (KIP-546). An entity that comes twice gets what came
 * first, and an error: so it is in Apache Kafka.
 */
export function decideAlterClientQuotas(request: Request, { image }: DecisionContext): Decision<Response> {
  let changeCount = 0;
  for (const { ops } of request.entries) changeCount += ops.length;
  if (changeCount > maxRecordsPerRequest) {
    const entities = request.entries.map(entityOf);
    return withoutRecords(answer(entities.map((entity) => ({ entity, outcome: tooManyRecords }))));
  }
  const outcomes = new Map<string, { entity: QuotaEntity; outcome: Fault }>();
  const records: MetadataRecordInput[] = [];
  for (const alteration of request.entries) {
    const entity = entityOf(alteration);
    const key = quotaEntityKey(entity);
    const isRepeated = outcomes.has(key) || hasRepeatedKey(alteration);
    const decided = isRepeated
      ? fault("INVALID_REQUEST", `Ignoring duplicate entity ${entityText(entity)}`)
      : alter(entity, alteration, image.clientQuotas);
    if (Array.isArray(decided)) for (const record of decided) records.push(record);
    outcomes.set(key, { entity, outcome: Array.isArray(decided) ? noFault : decided });
  }
  return { records: request.validateOnly ? [] : records, response: answer([...outcomes.values()]) };
}

function answer(outcomes: readonly { entity: QuotaEntity; outcome: Fault }[]): Response {
  return {
    entries: outcomes.map(({ entity, outcome }) => ({
      ...outcome,
      entity: entity.map(({ type, name }) => ({ entityType: type, entityName: name })),
    })),
  };
}

/** Parts in the order of their types. Of parts of one type the last counts. */
function entityOf({ entity }: Alteration): QuotaEntity {
  const byType = new Map(entity.map(({ entityType, entityName }) => [entityType, entityName]));
  return [...byType]
    .map(([type, name]) => ({ type, name }))
    .toSorted((left, right) => (left.type < right.type ? -1 : 1));
}

function hasRepeatedKey({ ops }: Alteration): boolean {
  return new Set(ops.map(({ key }) => key)).size < ops.length;
}

/** The records that change an entity, or why it cannot be changed like this. */
function alter(
  entity: QuotaEntity,
  { ops }: Alteration,
  quotas: ClientQuotasImage,
): MetadataRecordInput[] | Fault {
  const invalidEntity = faultOfQuotaEntity(entity);
  if (invalidEntity !== null) return invalidEntity;
  const current = quotas.get(quotaEntityKey(entity))?.values;
  const recordEntity = entity.map(({ type, name }) => ({ entityType: type, entityName: name }));
  const records: MetadataRecordInput[] = [];
  for (const { key, value, remove } of ops) {
    const invalid = remove ? null : faultOfQuota(entity, key, value);
    if (invalid !== null) return invalid;
    const before = current?.get(key);
    if (remove ? before === undefined : Object.is(before, value)) continue;
    records.push({
      kind: "clientQuota",
      version: 0,
      value: { entity: recordEntity, key, value: remove ? 0 : value, remove },
    });
  }
  return records;
}
