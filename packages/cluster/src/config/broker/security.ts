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
import { absent } from "../absent.ts";

/** Who may do what, and delegation tokens. */
export const securityRows = {
  "authorizer.class.name": stringConfig({
    default: "",
    validator: nonNull,
    importance: "low",
    doc: "Java class that decides who may do what; empty lets everybody do everything.",
    withoutEffect: absent.authorizer,
  }),
  "connection.failed.authentication.delay.ms": intConfig({
    default: 100,
    validator: atLeast(0),
    importance: "low",
    doc: "How long a connection whose authentication failed stays open.",
    withoutEffect: absent.sasl,
  }),
  "delegation.token.expiry.check.interval.ms": longConfig({
    default: 3_600_000,
    validator: atLeast(1),
    importance: "low",
    doc: "How often expired delegation tokens are removed.",
    withoutEffect: absent.delegationTokens,
  }),
  "delegation.token.expiry.time.ms": longConfig({
    default: 86_400_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How long a delegation token is valid unless it is renewed.",
    withoutEffect: absent.delegationTokens,
  }),
  "delegation.token.max.lifetime.ms": longConfig({
    default: 604_800_000,
    validator: atLeast(1),
    importance: "medium",
    doc: "How long a delegation token can be renewed for.",
    withoutEffect: absent.delegationTokens,
  }),
  "delegation.token.secret.key": passwordConfig({
    default: null,
    importance: "medium",
    doc: "Secret that delegation tokens are made with; the same on every node.",
    withoutEffect: absent.delegationTokens,
  }),
  "principal.builder.class": classConfig({
    default: "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder",
    importance: "medium",
    update: "per-broker",
    doc: "Java class that makes a principal of who a connection authenticated as.",
    withoutEffect: absent.plugins,
  }),
  "security.inter.broker.protocol": stringConfig({
    default: "PLAINTEXT",
    validator: oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    importance: "medium",
    doc: "Security protocol between brokers. Not together with `inter.broker.listener.name`.",
  }),
  "security.providers": stringConfig({
    default: null,
    importance: "low",
    doc: "Java classes of security providers.",
    withoutEffect: absent.plugins,
  }),
} satisfies ConfigRows;
