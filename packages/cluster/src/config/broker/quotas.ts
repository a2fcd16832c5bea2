import { atLeast, type ConfigRows, classConfig, intConfig } from "@ottla/runtime";
import { absent } from "../absent.ts";

/** Quotas. */
export const quotasRows = {
  "alter.log.dirs.replication.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "Samples kept for the quota on moving replicas between directories.",
    withoutEffect: absent.quotas,
  }),
  "alter.log.dirs.replication.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "Length of a sample of the quota on moving replicas between directories.",
    withoutEffect: absent.quotas,
  }),
  "client.quota.callback.class": classConfig({
    default: null,
    importance: "low",
    doc: "Java class that works out quotas of clients.",
    withoutEffect: absent.plugins,
  }),
  "controller.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "Samples kept for quotas on changes of the cluster.",
    withoutEffect: absent.quotas,
  }),
  "controller.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "Length of a sample of quotas on changes of the cluster.",
    withoutEffect: absent.quotas,
  }),
  "quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "Samples kept for quotas of clients.",
    withoutEffect: absent.quotas,
  }),
  "quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "Length of a sample of quotas of clients.",
    withoutEffect: absent.quotas,
  }),
  "replication.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "Samples kept for replication quotas.",
    withoutEffect: absent.quotas,
  }),
  "replication.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "Length of a sample of replication quotas.",
    withoutEffect: absent.quotas,
  }),
} satisfies ConfigRows;
