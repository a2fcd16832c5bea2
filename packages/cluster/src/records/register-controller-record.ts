import { array, bool, int16, int32, message, string, uint16, uuid } from "@ottla/protocol";

/** A controller announced itself (KIP-919). */
export const registerControllerRecord = message("RegisterControllerRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    controllerId: int32,
    incarnationId: uuid,
    zkMigrationReady: bool,
    endPoints: array({
      name: string,
      host: string,
      port: uint16,
      securityProtocol: int16,
    }),
    features: array({
      name: string,
      minSupportedVersion: int16,
      maxSupportedVersion: int16,
    }),
  },
});
