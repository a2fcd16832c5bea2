import {
  atLeast,
  between,
  booleanConfig,
  type ConfigRows,
  doubleConfig,
  intConfig,
  longConfig,
} from "@ottla/runtime";
import { maxLong } from "../limits.ts";

export const logCleanerRows = {
  "log.cleaner.backoff.ms": longConfig({
    default: 15_000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.dedupe.buffer.size": longConfig({
    default: 134_217_728,
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.delete.retention.ms": longConfig({
    default: 86_400_000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.enable": booleanConfig({ default: true, importance: "medium", doc: "" }),
  "log.cleaner.io.buffer.load.factor": doubleConfig({
    default: 0.9,
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.io.buffer.size": intConfig({
    default: 524_288,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.io.max.bytes.per.second": doubleConfig({
    default: Number.MAX_VALUE,
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.max.compaction.lag.ms": longConfig({
    default: maxLong,
    validator: atLeast(1),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.min.cleanable.ratio": doubleConfig({
    default: 0.5,
    validator: between(0, 1),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.min.compaction.lag.ms": longConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
  "log.cleaner.threads": intConfig({
    default: 1,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "",
  }),
} as const satisfies ConfigRows;
