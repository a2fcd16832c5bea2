import { api, array, bool, int16, int32, string, uint16, uuid } from "../schema/index.ts";

/** 70 ControllerRegistration: a controller announces itself to the active one (KIP-919). */
export const controllerRegistration = api(70, "ControllerRegistration", {
  versions: [0, 0],
  flexible: 0,
  listeners: ["controller"],
  request: {
    controllerId: int32,
    /** A new one with each start of the process. */
    incarnationId: uuid,
    /** Of the days of ZooKeeper. */
    zkMigrationReady: bool,
    listeners: array({
      name: string,
      host: string,
      port: uint16,
      /** 0: PLAINTEXT, 1: SSL, 2: SASL_PLAINTEXT, 3: SASL_SSL. */
      securityProtocol: int16,
    }),
    features: array({
      name: string,
      minSupportedVersion: int16,
      maxSupportedVersion: int16,
    }),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable(),
  },
});
