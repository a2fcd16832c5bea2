/** All cases, theme by theme. */
import type { Case, Theme } from "../cases.ts";
import { fetchTheme } from "./fetch.ts";
import { fetchSessions } from "./fetch-sessions.ts";
import { idempotence } from "./idempotence.ts";
import { listOffsetsTheme } from "./list-offsets.ts";
import { metadataTheme } from "./metadata.ts";
import { produceTheme } from "./produce.ts";
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
  produceTheme,
  idempotence,
  fetchTheme,
  fetchSessions,
  listOffsetsTheme,
  metadataTheme,
  topicsTheme,
  replicas,
];

export const allCases: readonly Case[] = themes.flatMap(({ cases }) => cases);

const names = new Set<string>();
for (const { name } of allCases) {
  if (names.has(name)) throw new Error(`two cases are called "${name}"`);
  names.add(name);
}
