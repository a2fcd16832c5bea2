/** All cases, theme by theme. */
import type { Case, Theme } from "../cases.ts";
import { absent } from "./absent.ts";
import { classicGroups } from "./classic-groups.ts";
import { cluster } from "./cluster.ts";
import { committedOffsets } from "./committed-offsets.ts";
import { configsAlter } from "./configs-alter.ts";
import { configsDescribe } from "./configs-describe.ts";
import { consumerGroups } from "./consumer-groups.ts";
import { fetchTheme } from "./fetch.ts";
import { fetchSessions } from "./fetch-sessions.ts";
import { framing } from "./framing.ts";
import { groupsTold } from "./groups-told.ts";
import { idempotence } from "./idempotence.ts";
import { listOffsetsTheme } from "./list-offsets.ts";
import { metadataTheme } from "./metadata.ts";
import { produceTheme } from "./produce.ts";
import { quotasAndUsers } from "./quotas-and-users.ts";
import { replicas } from "./replicas.ts";
import { topicsTheme } from "./topics.ts";
import { versionsAdmin } from "./versions-admin.ts";
import { versionsData } from "./versions-data.ts";
import { versionsGroups } from "./versions-groups.ts";
import { versionsTopics } from "./versions-topics.ts";

const themes: readonly Theme[] = [
  versionsData,
  versionsTopics,
  versionsGroups,
  versionsAdmin,
  framing,
  produceTheme,
  idempotence,
  fetchTheme,
  fetchSessions,
  listOffsetsTheme,
  metadataTheme,
  topicsTheme,
  replicas,
  configsDescribe,
  configsAlter,
  classicGroups,
  consumerGroups,
  committedOffsets,
  groupsTold,
  quotasAndUsers,
  cluster,
  absent,
];

export const allCases: readonly Case[] = themes.flatMap(({ cases }) => cases);

const names = new Set<string>();
for (const { name } of allCases) {
  if (names.has(name)) throw new Error(`two cases are called "${name}"`);
  names.add(name);
}
