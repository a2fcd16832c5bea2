import type { EffectiveConfigs } from "./effective-configs.ts";

/** Why a change of settings is refused, as the protocol says it. */
export interface ConfigRefusal {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

/**
 * Whether a resource may have these settings: as Kafka's controller decides it. `changes` are what would be set
 * (null deletes); what is set already is looked up in `effective`.
 */
export function validateConfigChange(
  _resourceType: number,
  _resourceName: string,
  _changes: ReadonlyMap<string, string | null>,
  _effective: EffectiveConfigs,
): ConfigRefusal | null {
  return null;
}
