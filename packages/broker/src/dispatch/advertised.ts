import type { Handler } from "./handler.ts";

/** What ApiVersions says about the handlers: one row per API, in the order of keys. */
export function advertisedApis(
  handlers: readonly Handler[],
): { apiKey: number; minVersion: number; maxVersion: number }[] {
  return handlers
    .map(({ api, advertised: [minVersion, maxVersion] }) => ({ apiKey: api.key, minVersion, maxVersion }))
    .toSorted((left, right) => left.apiKey - right.apiKey);
}
