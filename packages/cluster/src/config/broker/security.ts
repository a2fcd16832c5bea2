import {
  atLeast,
  type ConfigRows,
  classConfig,
  intConfig,
  longConfig,
  nonNull,
  oneOf,
  passwordConfig,
  stringConfig,
} from "@ottla/runtime";

export const securityRows = {
  "authorizer.class.name": stringConfig({ default: "", validator: nonNull, importance: "low", doc: "" }),
  "connection.failed.authentication.delay.ms": intConfig({
    default: 100,
    validator: atLeast(0),
    importance: "low",
    doc: "",
  }),
  "delegation.token.expiry.check.interval.ms": longConfig({
    default: 3_600_000,
    validator: atLeast(1),
    importance: "low",
    doc: "",
  }),
  "delegation.token.expiry.time.ms": longConfig({
    default: 86_400_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "delegation.token.max.lifetime.ms": longConfig({
    default: 604_800_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "",
  }),
  "delegation.token.secret.key": passwordConfig({ default: null, importance: "medium", doc: "" }),
  "principal.builder.class": classConfig({
    default: "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder",
    importance: "medium",
    update: "per-broker",
    doc: "",
  }),
  "security.inter.broker.protocol": stringConfig({
    default: "PLAINTEXT",
    validator: oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    importance: "medium",
    doc: "",
  }),
  "security.providers": stringConfig({ default: null, importance: "low", doc: "" }),
} as const satisfies ConfigRows;
