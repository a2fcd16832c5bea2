import { atLeast, booleanConfig, type ConfigRows, intConfig, longConfig, stringConfig } from "@ottla/runtime";
import { absent } from "../absent.ts";

/** Replicas, and who leads. */
export const replicationRows = {
  "auto.leader.rebalance.enable": booleanConfig({
    default: true,
    importance: "high",
    doc: "Whether leadership goes back to preferred replicas by itself.",
    withoutEffect: absent.replication,
  }),
  "default.replication.factor": intConfig({
    default: 1,
    importance: "medium",
    doc: "Replicas of topics that are created without saying how many.",
  }),
  "leader.imbalance.check.interval.seconds": longConfig({
    default: 300,
    validator: atLeast(1),
    importance: "high",
    doc: "How often it is checked whether leaders are their partitions' preferred replicas.",
    withoutEffect: absent.replication,
  }),
  "num.replica.alter.log.dirs.threads": intConfig({
    default: null,
    importance: "high",
    doc: "How many threads move replicas between directories.",
    withoutEffect: absent.moveReplicas,
  }),
  "num.replica.fetchers": intConfig({
    default: 1,
    validator: atLeast(1),
    importance: "high",
    update: "cluster-wide",
    doc: "How many threads fetch from each other broker.",
    withoutEffect: absent.replication,
  }),
  "replica.fetch.backoff.ms": intConfig({
    default: 1000,
    validator: atLeast(0),
    importance: "medium",
    doc: "How long a follower waits after a failed fetch.",
    withoutEffect: absent.replication,
  }),
  "replica.fetch.max.bytes": intConfig({
    default: 1_048_576,
    validator: atLeast(0),
    importance: "medium",
    doc: "How many bytes a follower asks for per partition.",
    withoutEffect: absent.replication,
  }),
  "replica.fetch.min.bytes": intConfig({
    default: 1,
    importance: "high",
    doc: "How many bytes a follower waits for.",
    withoutEffect: absent.replication,
  }),
  "replica.fetch.response.max.bytes": intConfig({
    default: 10_485_760,
    validator: atLeast(0),
    importance: "medium",
    doc: "How many bytes a follower asks for in all.",
    withoutEffect: absent.replication,
  }),
  "replica.fetch.wait.max.ms": intConfig({
    default: 500,
    importance: "high",
    doc: "How long a follower's fetch may wait at the leader.",
    withoutEffect: absent.replication,
  }),
  "replica.high.watermark.checkpoint.interval.ms": longConfig({
    default: 5000,
    importance: "high",
    doc: "How often high watermarks are written down.",
  }),
  "replica.lag.time.max.ms": longConfig({
    default: 30_000,
    importance: "high",
    doc: "A follower that has been behind for longer than this leaves the in-sync replicas.",
    withoutEffect: absent.replication,
  }),
  "replica.selector.class": stringConfig({
    default: null,
    importance: "medium",
    doc: "Java class that picks the replica that a consumer reads from.",
    withoutEffect: absent.plugins,
  }),
  "replica.socket.receive.buffer.bytes": intConfig({
    default: 65_536,
    importance: "high",
    doc: "Size of the receive buffer of followers' sockets.",
    withoutEffect: absent.replication,
  }),
  "replica.socket.timeout.ms": intConfig({
    default: 30_000,
    importance: "high",
    doc: "How long a follower's request may take.",
    withoutEffect: absent.replication,
  }),
  "unclean.leader.election.interval.ms": longConfig({
    default: 300_000,
    validator: atLeast(1),
    importance: "medium",
    isInternal: true,
    doc: "How often leaderless partitions are looked at for an unclean election.",
    withoutEffect: absent.replication,
  }),
} satisfies ConfigRows;
