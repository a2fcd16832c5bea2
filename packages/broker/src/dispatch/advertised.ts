import type { Handler } from "./handler.ts";

/** A row of ApiVersions. */
export interface AdvertisedApi {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** What ApiVersions says about the handlers: one row per API, in the order of keys. */
export function advertisedApis(handlers: readonly Pick<Handler, "api" | "advertised">[]): AdvertisedApi[] {
  return handlers
    .flatMap(({ api, advertised }) =>
      advertised === null ? [] : [{ apiKey: api.key, minVersion: advertised[0], maxVersion: advertised[1] }],
    )
    .toSorted((left, right) => left.apiKey - right.apiKey);
}
