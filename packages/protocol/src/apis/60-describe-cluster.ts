import { api, array, bool, int8, int16, int32, string } from "../schema/index.ts";

/** 60 DescribeCluster: tells the cluster id and the nodes (KIP-700). */
export const describeCluster = api(60, "DescribeCluster", {
  versions: [0, 2],
  flexible: 0,
  listeners: ["broker", "controller"],
  request: {
    includeClusterAuthorizedOperations: bool,
    /** 1: brokers, 2: controllers (KIP-919). */
    endpointType: int8.since(1).default(1),
    /** (KIP-1073) */
    includeFencedBrokers: bool.since(2),
  },
  response: {
    throttleTimeMs: int32.default(0),
    errorCode: int16,
    errorMessage: string.nullable().default(null),
    endpointType: int8.since(1).default(1),
    clusterId: string,
    /** Of brokers: any broker, since it hands requests on. */
    controllerId: int32.default(-1),
    brokers: array({
      brokerId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
      isFenced: bool.since(2),
    }),
    /** A bit for each operation that is allowed (KIP-430); the lowest integer: not asked for. */
    clusterAuthorizedOperations: int32.default(-0x80000000),
  },
});
