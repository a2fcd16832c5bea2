import { booleanConfig, type ConfigRows } from "@ottla/runtime";

/**
 * Settings of our own, off by default: they make one node stand in for a cluster in test suites that were written for several
 * brokers. Internal, so that a broker that is described has Kafka's settings, and these only where they were given.
 */
export const testProfileRows = {
  "test.clamp.replication.factor": booleanConfig({
    default: false,
    importance: "low",
    isInternal: true,
    doc: "Whether topics that ask for more replicas than there are brokers get as many as there are; for tests alone.",
  }),
} satisfies ConfigRows;
