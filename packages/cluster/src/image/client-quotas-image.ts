import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { DraftMap } from "./draft-map.ts";

/** Whom a quota is for: `user`, `client-id` or `ip`, each with a name, or null for its default. Sorted by type. */
export type QuotaEntity = readonly { readonly type: string; readonly name: string | null }[];

export interface ClientQuota {
  readonly entity: QuotaEntity;
  /** By key, such as `producer_byte_rate`. */
  readonly values: ReadonlyMap<string, number>;
}

/** By {@link quotaEntityKey}. */
export type ClientQuotasImage = ReadonlyMap<string, ClientQuota>;

/** The same text for the same entity, however its parts are ordered. */
export function quotaEntityKey(entity: QuotaEntity): string {
  const parts = entity.map(({ type, name }) => [type, name] as const);
  // No entity has two parts of a type.
  return JSON.stringify(parts.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

export class ClientQuotasDraft {
  readonly #quotas: DraftMap<string, ClientQuota>;
  readonly #changed = new Map<string, QuotaEntity>();

  constructor(before: ClientQuotasImage) {
    this.#quotas = new DraftMap(before);
  }

  get changedEntities(): readonly QuotaEntity[] {
    return [...this.#changed.values()];
  }

  set(record: RecordValue<"clientQuota">): void {
    const entity = record.entity.map(({ entityType, entityName }) => ({
      type: entityType,
      name: entityName,
    }));
    const key = quotaEntityKey(entity);
    const values = new Map(this.#quotas.get(key)?.values);
    if (record.remove) values.delete(record.key);
    else values.set(record.key, record.value);
    if (values.size === 0) this.#quotas.delete(key);
    else this.#quotas.set(key, { entity, values });
    this.#changed.set(key, entity);
  }

  finish(): ClientQuotasImage {
    return this.#quotas.finish();
  }
}

export function* clientQuotaRecords(quotas: ClientQuotasImage): Generator<MetadataRecordInput> {
  for (const { entity, values } of quotas.values()) {
    const recordEntity = entity.map(({ type, name }) => ({ entityType: type, entityName: name }));
    for (const [key, value] of values) {
      yield { kind: "clientQuota", version: 0, value: { entity: recordEntity, key, value, remove: false } };
    }
  }
}
