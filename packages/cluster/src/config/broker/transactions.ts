import { atLeast, booleanConfig, type ConfigRows, intConfig, shortConfig } from "@ottla/runtime";

export const transactionsRows = {
  "add.partitions.to.txn.retry.backoff.max.ms": intConfig({
    default: 100,
    validator: atLeast(0),
    importance: "high",
    doc: "",
  }),
  "add.partitions.to.txn.retry.backoff.ms": intConfig({
    default: 20,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "producer.id.expiration.check.interval.ms": intConfig({
    default: 600_000,
    validator: atLeast(1),
    importance: "low",
    isInternal: true,
    doc: "",
  }),
  "producer.id.expiration.ms": intConfig({
    default: 86_400_000,
    validator: atLeast(1),
    importance: "low",
    update: "cluster-wide",
    doc: "",
  }),
  "transaction.abort.timed.out.transaction.cleanup.interval.ms": intConfig({
    default: 10_000,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "transaction.max.timeout.ms": intConfig({
    default: 900_000,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.partition.verification.enable": booleanConfig({
    default: true,
    importance: "low",
    update: "cluster-wide",
    doc: "",
  }),
  "transaction.remove.expired.transaction.cleanup.interval.ms": intConfig({
    default: 3_600_000,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "transaction.state.log.load.buffer.size": intConfig({
    default: 5_242_880,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.state.log.min.isr": intConfig({
    default: 2,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.state.log.num.partitions": intConfig({
    default: 50,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.state.log.replication.factor": shortConfig({
    default: 3,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.state.log.segment.bytes": intConfig({
    default: 104_857_600,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
  "transaction.two.phase.commit.enable": booleanConfig({ default: false, importance: "low", doc: "" }),
  "transactional.id.expiration.ms": intConfig({
    default: 604_800_000,
    validator: atLeast(1),
    importance: "high",
    doc: "",
  }),
} as const satisfies ConfigRows;
