import { featureNames, supportedFeatures } from "@ottla/cluster";
import { apiVersions, errorCode } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";
import { Refusal } from "../dispatch/refusal.ts";
import type { Node } from "../services.ts";

const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;
/** From this version on, clients say which library they are (KIP-511). */
const softwareSince = 3;
/** Older clients fail at features that may be off: they do not hear of them (KAFKA-17492). */
const optionalFeaturesSince = 4;

/**
 * 18 ApiVersions: what we serve, computed from the handlers of the listener, and the features that the cluster has
 * agreed on (KIP-584).
 */
export const handleApiVersions = handler(apiVersions, (request, context: RequestContext<Node>) => {
  const { apiVersion, broker, client } = context;
  if (apiVersion >= softwareSince) {
    const { clientSoftwareName, clientSoftwareVersion } = request;
    if (!softwareName.test(clientSoftwareName) || !softwareName.test(clientSoftwareVersion)) {
      return new Refusal(errorCode.INVALID_REQUEST);
    }
    client.softwareName = clientSoftwareName;
    client.softwareVersion = clientSoftwareVersion;
  }
  return {
    errorCode: errorCode.NONE,
    apiKeys: broker.advertisedApis(client.listenerName),
    supportedFeatures: supported(apiVersion),
    finalizedFeaturesEpoch: broker.image.offset,
    finalizedFeatures: finalized(broker),
  };
});

function supported(apiVersion: number): { name: string; minVersion: number; maxVersion: number }[] {
  return [...supportedFeatures]
    .filter(([, { min }]) => min > 0 || apiVersion >= optionalFeaturesSince)
    .map(([name, { min, max }]) => ({ name, minVersion: min, maxVersion: max }));
}

function finalized({
  image,
  quorum,
}: Node): { name: string; minVersionLevel: number; maxVersionLevel: number }[] {
  const { metadataVersion, finalized: levels } = image.features;
  return [
    [featureNames.metadataVersion, metadataVersion ?? 0] as const,
    ...levels,
    [featureNames.kraftVersion, quorum.kraftVersion] as const,
  ]
    .filter(([, level]) => level > 0)
    .map(([name, level]) => ({ name, minVersionLevel: level, maxVersionLevel: level }));
}
