import { configTable, type ValuesOf } from "@ottla/runtime";
import { groupsRows } from "./broker/groups.ts";
import { logRows } from "./broker/log.ts";
import { logCleanerRows } from "./broker/log-cleaner.ts";
import { metricsRows } from "./broker/metrics.ts";
import { networkRows } from "./broker/network.ts";
import { oauthBearerRows } from "./broker/oauth-bearer.ts";
import { quorumRows } from "./broker/quorum.ts";
import { quotasRows } from "./broker/quotas.ts";
import { replicationRows } from "./broker/replication.ts";
import { saslRows } from "./broker/sasl.ts";
import { securityRows } from "./broker/security.ts";
import { shareGroupsRows } from "./broker/share-groups.ts";
import { streamsGroupsRows } from "./broker/streams-groups.ts";
import { testProfileRows } from "./broker/test-profile.ts";
import { tieredStorageRows } from "./broker/tiered-storage.ts";
import { tlsRows } from "./broker/tls.ts";
import { topicsRows } from "./broker/topics.ts";
import { transactionsRows } from "./broker/transactions.ts";

/** Every setting of a broker and of a controller, as `server.properties` has them, and our own for tests. */
export const brokerConfigs = configTable("broker", {
  ...groupsRows,
  ...logRows,
  ...logCleanerRows,
  ...metricsRows,
  ...networkRows,
  ...oauthBearerRows,
  ...quorumRows,
  ...quotasRows,
  ...replicationRows,
  ...saslRows,
  ...securityRows,
  ...shareGroupsRows,
  ...streamsGroupsRows,
  ...testProfileRows,
  ...tieredStorageRows,
  ...tlsRows,
  ...topicsRows,
  ...transactionsRows,
});

export type BrokerConfigValues = ValuesOf<typeof brokerConfigs>;
