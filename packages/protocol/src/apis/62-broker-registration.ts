import { api, array, bool, int16, int32, int64, string, uint16, uuid } from "../schema/index.ts";

/** 62 BrokerRegistration: a broker announces itself to the controller (KIP-631). */
export const brokerRegistration = api(62, "BrokerRegistration", {
  versions: [0, 4],
  flexible: 0,
  listeners: ["controller"],
  request: {
    brokerId: int32,
    clusterId: string,
    /** A new one with each start of the process. */
    incarnationId: uuid,
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
    rack: string.nullable(),
    isMigratingZkBroker: bool.since(1).default(false),
    /** Ids of the directories that are online (KIP-858). */
    logDirs: array(uuid).since(2).ignorable(),
    /**
     * Of the registration before a clean shutdown: replicas are then known to be whole (KIP-966). -1: it was not
     * clean.
     */
    previousBrokerEpoch: int64.since(3).default(-1).ignorable(),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    brokerEpoch: int64.default(-1),
  },
});
