import {
  atLeast,
  between,
  booleanConfig,
  type ConfigRows,
  doubleConfig,
  intConfig,
  longConfig,
} from "@ottla/runtime";
import { absent } from "../absent.ts";
import { maxLong } from "../limits.ts";

/** Compaction. */
export const logCleanerRows = {
  "log.cleaner.backoff.ms": longConfig({
    default: 15_000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How long the cleaner sleeps when there is nothing to clean.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.dedupe.buffer.size": longConfig({
    default: 134_217_728,
    importance: "medium",
    update: "cluster-wide",
    doc: "Memory for finding the newest record of each key, in all.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.delete.retention.ms": longConfig({
    default: 86_400_000,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How long tombstones are kept after compaction.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.enable": booleanConfig({
    default: true,
    importance: "medium",
    doc: "Whether logs are compacted at all.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.io.buffer.load.factor": doubleConfig({
    default: 0.9,
    importance: "medium",
    update: "cluster-wide",
    doc: "How full the cleaner's map of keys may become.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.io.buffer.size": intConfig({
    default: 524_288,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "Memory for the cleaner's reads and writes.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.io.max.bytes.per.second": doubleConfig({
    default: Number.MAX_VALUE,
    importance: "medium",
    update: "cluster-wide",
    doc: "The most bytes per second that the cleaner reads and writes.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.max.compaction.lag.ms": longConfig({
    default: maxLong,
    validator: atLeast(1),
    importance: "medium",
    update: "cluster-wide",
    doc: "The longest that a record stays out of compaction.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.min.cleanable.ratio": doubleConfig({
    default: 0.5,
    validator: between(0, 1),
    importance: "medium",
    update: "cluster-wide",
    doc: "The share of uncompacted bytes at which a log is worth compacting.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.min.compaction.lag.ms": longConfig({
    default: 0,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "The shortest that a record stays out of compaction.",
    withoutEffect: absent.compaction,
  }),
  "log.cleaner.threads": intConfig({
    default: 1,
    validator: atLeast(0),
    importance: "medium",
    update: "cluster-wide",
    doc: "How many threads compact logs.",
    withoutEffect: absent.compaction,
  }),
} satisfies ConfigRows;
