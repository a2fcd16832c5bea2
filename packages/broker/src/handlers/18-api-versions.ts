import { apiVersions, errorCode } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

/**
 * 18 ApiVersions: what we serve, computed from the handlers of the listener, and the features that the cluster has
 * agreed on. Version 3 and later name the client's library (KIP-511).
 */
export const handleApiVersions = handler(apiVersions, (request, { apiVersion, broker, client }) => {
  if (apiVersion >= 3) {
    const { clientSoftwareName, clientSoftwareVersion } = request;
    if (!softwareName.test(clientSoftwareName) || !softwareName.test(clientSoftwareVersion)) {
      return { errorCode: errorCode.INVALID_REQUEST, apiKeys: [] };
    }
    client.softwareName = clientSoftwareName;
    client.softwareVersion = clientSoftwareVersion;
  }
  const features = broker.features();
  return {
    errorCode: errorCode.NONE,
    apiKeys: broker.advertisedApis(client.listenerName),
    supportedFeatures: features.supported,
    finalizedFeaturesEpoch: features.finalizedEpoch,
    finalizedFeatures: features.finalized,
  };
});
