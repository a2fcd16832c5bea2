import { atLeast, type ConfigRows, classConfig, intConfig } from "@ottla/runtime";

export const quotasRows = {
  "alter.log.dirs.replication.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "alter.log.dirs.replication.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "client.quota.callback.class": classConfig({ default: null, importance: "low", doc: "" }),
  "controller.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "controller.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "quota.window.num": intConfig({ default: 11, validator: atLeast(1), importance: "low", doc: "" }),
  "quota.window.size.seconds": intConfig({ default: 1, validator: atLeast(1), importance: "low", doc: "" }),
  "replication.quota.window.num": intConfig({
    default: 11,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "replication.quota.window.size.seconds": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
} as const satisfies ConfigRows;
