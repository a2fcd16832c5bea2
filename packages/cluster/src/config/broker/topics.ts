import {
  atLeast,
  between,
  booleanConfig,
  type ConfigRows,
  classConfig,
  intConfig,
  listConfig,
  listOf,
  oneOf,
  stringConfig,
} from "@ottla/runtime";
import { absent } from "../absent.ts";
import { gzipLevel } from "../validators.ts";

/** Creating topics, and the defaults of topics that are not called `log.*`. */
export const topicsRows = {
  "alter.config.policy.class.name": classConfig({
    default: null,
    importance: "low",
    doc: "Java class that is asked whether a change of settings is allowed.",
    withoutEffect: absent.plugins,
  }),
  "auto.create.topics.enable": booleanConfig({
    default: true,
    importance: "high",
    doc: "Whether asking for the metadata of an unknown topic creates it.",
  }),
  "compression.gzip.level": intConfig({
    default: -1,
    validator: gzipLevel,
    importance: "medium",
    update: "cluster-wide",
    doc: "Level of gzip, where the broker compresses.",
  }),
  "compression.lz4.level": intConfig({
    default: 9,
    validator: between(1, 17),
    importance: "medium",
    update: "cluster-wide",
    doc: "Level of lz4, where the broker compresses.",
  }),
  "compression.type": stringConfig({
    default: "producer",
    validator: oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
    importance: "high",
    update: "cluster-wide",
    doc: "How topics are compressed at rest: one codec, `uncompressed`, or `producer` to keep what the producer chose.",
  }),
  "compression.zstd.level": intConfig({
    default: 3,
    validator: between(-131072, 22),
    importance: "medium",
    update: "cluster-wide",
    doc: "Level of zstd, where the broker compresses.",
  }),
  "config.providers": listConfig({
    default: [],
    validator: listOf({ mayBeEmpty: true }),
    importance: "low",
    update: "cluster-wide",
    doc: "Providers that fill in values from outside.",
    withoutEffect: absent.plugins,
  }),
  "create.topic.policy.class.name": classConfig({
    default: null,
    importance: "low",
    doc: "Java class that is asked whether a topic may be created.",
    withoutEffect: absent.plugins,
  }),
  "delete.topic.enable": booleanConfig({
    default: true,
    importance: "high",
    doc: "Whether topics can be deleted.",
  }),
  "message.max.bytes": intConfig({
    default: 1_048_588,
    validator: atLeast(0),
    importance: "high",
    update: "cluster-wide",
    doc: "The largest record batch that is accepted, after compression.",
  }),
  "min.insync.replicas": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "high",
    update: "cluster-wide",
    doc: "How many replicas must have a batch before a producer that asked for all of them is answered.",
  }),
  "num.partitions": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "medium",
    doc: "Partitions of topics that are created without saying how many.",
  }),
  "unclean.leader.election.enable": booleanConfig({
    default: false,
    importance: "high",
    update: "cluster-wide",
    doc: "Whether a replica that is behind may lead when no other is left; acknowledged records can be lost.",
    withoutEffect: absent.replication,
  }),
} satisfies ConfigRows;
