/** Operations of access control, by the numbers of the protocol: each is a bit in what clients are told (KIP-430). */
const read = 3;
const write = 4;
const create = 5;
const remove = 6;
const alter = 7;
const describe = 8;
const clusterAction = 9;
const describeConfigs = 10;
const alterConfigs = 11;
const idempotentWrite = 12;

/** What the lowest integer stands for: nobody asked. */
export const notAsked = -0x80000000;

/** Everything that can be done to a resource of a kind. Without an authorizer everybody may do all of it. */
export const allOperations = {
  topic: bits(read, write, create, remove, alter, describe, describeConfigs, alterConfigs),
  group: bits(read, describe, remove, describeConfigs, alterConfigs),
  cluster: bits(create, alter, describe, clusterAction, describeConfigs, alterConfigs, idempotentWrite),
} as const;

function bits(...operations: number[]): number {
  return operations.reduce((sum, operation) => sum | (1 << operation), 0);
}
