import { api, array, bool, int16, int32, int64, string } from "../schema/index.ts";

/**
 * 18 ApiVersions: tells which APIs, versions and features the broker has. The first thing that clients ask
 * (KIP-511).
 */
export const apiVersions = api(18, "ApiVersions", {
  versions: [0, 4],
  flexible: 3,
  listeners: ["broker", "controller"],
  request: {
    /** Which library it is: brokers count connections by it (KIP-511). */
    clientSoftwareName: string.since(3).ignorable(),
    clientSoftwareVersion: string.since(3).ignorable(),
  },
  response: {
    errorCode: int16,
    apiKeys: array({
      apiKey: int16,
      minVersion: int16,
      maxVersion: int16,
    }),
    throttleTimeMs: int32.since(1).default(0).ignorable(),
    /** What this node could do (KIP-584). */
    supportedFeatures: array({
      name: string,
      minVersion: int16,
      maxVersion: int16,
    })
      .since(3)
      .tag(0)
      .ignorable(),
    /** -1: not known. */
    finalizedFeaturesEpoch: int64.since(3).default(-1).tag(1).ignorable(),
    /** What the cluster does. */
    finalizedFeatures: array({
      name: string,
      maxVersionLevel: int16,
      minVersionLevel: int16,
    })
      .since(3)
      .tag(2)
      .ignorable(),
    /** Of a controller in the days of ZooKeeper. */
    zkMigrationReady: bool.since(3).default(false).tag(3).ignorable(),
  },
});
