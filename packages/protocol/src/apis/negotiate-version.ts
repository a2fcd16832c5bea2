import type { Api, VersionRange } from "../schema/index.ts";

/** The newest stable version that both sides have, or null where there is none. */
export function negotiateVersion(
  api: Api,
  theirs: { minVersion: number; maxVersion: number },
): number | null {
  const [lowest, highest]: VersionRange = api.stableVersions;
  const version = Math.min(highest, theirs.maxVersion);
  return version >= Math.max(lowest, theirs.minVersion) ? version : null;
}
