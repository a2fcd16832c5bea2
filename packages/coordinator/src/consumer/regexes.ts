import { errorCode } from "@ottla/protocol";
import type { Turn } from "../runtime/turn.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { refreshEpoch } from "./group-epoch.ts";
import { type ConsumerMember, isSameSet, type MemberMetadata, regexOf } from "./member.ts";
import { writeResolvedRegex } from "./records.ts";
import { Refusal } from "./refusal.ts";
import { RegexResolution } from "./regex-resolution.ts";
import { continueMatching } from "./timers.ts";
import { compileTopicPattern } from "./topic-pattern.ts";

/** However much is going on, topics are not matched more often. */
const minRefreshIntervalMs = 10_000;

/** The metadata version that goes into records: not told. Apache Kafka looks again when it takes over. */
const unknownVersion = 0;

const noTopics: ReadonlySet<string> = new Set();

/** Whether a member may subscribe to the expression: somebody does already, or it is valid. */
export function checkRegex(group: ConsumerGroup | null, regex: string | null): Refusal | null {
  if (regex === null || regex === "" || (group?.subscriptions.regexes.of(regex) ?? 0) > 0) return null;
  const pattern = compileTopicPattern(regex);
  if (typeof pattern !== "string") return null;
  return new Refusal(
    errorCode.INVALID_REGULAR_EXPRESSION,
    `SubscribedTopicRegex \`${regex}\` is not a valid regular expression: ${pattern}.`,
  );
}

/** Of a change of a member's expression: nothing, or other topics, which are known already or have to be found first. */
export type RegexChange = "same" | "unresolved" | "resolved";

/**
 * A member has been recorded. Forgets an expression that nobody subscribes to any more, and begins to find the topics of all
 * expressions if one is new, if topics are, or if it is long ago (`group.consumer.regex.refresh.interval.ms`).
 */
export function updateRegexes(
  turn: Turn,
  group: ConsumerGroup,
  before: MemberMetadata,
  after: ConsumerMember,
): RegexChange {
  const change = changeOf(turn, group, regexOf(before), regexOf(after));
  if (group.resolution === null && mustResolve(turn, group)) beginResolution(turn, group);
  return change;
}

function changeOf(
  turn: Turn,
  group: ConsumerGroup,
  before: string | null,
  after: string | null,
): RegexChange {
  if (before === after) return "same";
  if (before !== null) forgetUnused(turn, group, before);
  return after === null || group.subscriptions.resolved.has(after) ? "resolved" : "unresolved";
}

/** Forgets the topics of an expression if nobody subscribes to it any more. */
export function forgetUnused(turn: Turn, group: ConsumerGroup, regex: string): void {
  if (group.subscriptions.regexes.of(regex) === 0) writeResolvedRegex(turn, group.groupId, regex, null);
}

function mustResolve(turn: Turn, group: ConsumerGroup): boolean {
  const { regexes, resolved } = group.subscriptions;
  if (regexes.size === 0) return false;
  const [first] = resolved.values();
  if (first === undefined) return true;
  const ageMs = turn.now - first.timestamp;
  if (ageMs <= minRefreshIntervalMs) return false;
  return (
    regexes.size !== resolved.size ||
    group.hasNewTopics ||
    ageMs > turn.state.config.consumer.regexRefreshIntervalMs
  );
}

/** The heartbeat that asks for it does not wait: the topics come with a later one, as in Apache Kafka. */
function beginResolution(turn: Turn, group: ConsumerGroup): void {
  const { regexes } = group.subscriptions;
  group.resolution = new RegexResolution(regexes.names(), turn.state.topics.names(), turn.now);
  group.hasNewTopics = false;
  continueMatching(turn, group.groupId);
}

/** The next step of finding topics; after the last one the group subscribes to what has been found. */
export function matchTopics(turn: Turn, group: ConsumerGroup): void {
  const { resolution } = group;
  if (resolution === null) return;
  resolution.step();
  if (!resolution.isDone) {
    continueMatching(turn, group.groupId);
    return;
  }
  group.resolution = null;
  // The place of the authorizer: topics that the member may not describe are to be left out here (KIP-848).
  let mustBump = false;
  for (const [regex, topics] of resolution.found) {
    if (group.subscriptions.regexes.of(regex) === 0) continue;
    const known = group.subscriptions.resolved.get(regex)?.topics ?? noTopics;
    if (!isSameSet(known, topics)) mustBump = true;
    const resolved = { topics, version: unknownVersion, timestamp: resolution.startedAt };
    writeResolvedRegex(turn, group.groupId, regex, resolved);
  }
  refreshEpoch(turn, group, { mustBump });
}
