import { between, booleanConfig, type ConfigRows, intConfig } from "@ottla/runtime";

/** Each has listeners, a group coordinator and fetch sessions of its own: enough for every suite, and not a denial of service. */
const mostVirtualBrokers = 32;

/**
 * Settings of our own, off by default: they make one node stand in for a cluster in test suites that were written for
 * several brokers. Internal, so that a broker that is described has Kafka's settings, and these only where they were given.
 */
export const testProfileRows = {
  "test.clamp.replication.factor": booleanConfig({
    default: false,
    importance: "low",
    isInternal: true,
    doc: "Whether topics that ask for more replicas than there are brokers get as many as there are; for tests alone.",
  }),
  "test.virtual.brokers": intConfig({
    default: 1,
    validator: between(1, mostVirtualBrokers),
    importance: "low",
    isInternal: true,
    doc: "How many brokers this node shows to clients, with ids from node.id on and ports of their own; for tests alone.",
  }),
} satisfies ConfigRows;
