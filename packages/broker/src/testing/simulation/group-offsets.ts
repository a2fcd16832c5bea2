import { errorCode, offsetCommit, offsetFetch, type ResponseOf } from "@ottla/protocol";
import type { Position } from "./fetch-records.ts";
import { type History, noOffset } from "./history.ts";
import { elapsed } from "./site.ts";
import type { ClientSite, VirtualClient } from "./virtual-client.ts";

/** As whom offsets are committed: a member as of a generation or epoch, or nobody in particular. */
export interface Committer {
  readonly groupId: string;
  readonly memberId: string;
  readonly epoch: number;
}

export type Committed =
  | { readonly kind: "committed" }
  /** Nothing was written. */
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "in doubt" };

/** The coordinator lost track of its log: what it was about to write may be there. */
const inDoubt: ReadonlySet<number> = new Set([
  errorCode.COORDINATOR_NOT_AVAILABLE,
  errorCode.NOT_COORDINATOR,
  errorCode.REQUEST_TIMED_OUT,
]);

/** Commits positions, and keeps in mind what it was told about them. */
export async function commitOffsets(
  site: ClientSite,
  client: VirtualClient,
  history: History,
  { groupId, memberId, epoch }: Committer,
  positions: readonly Position[],
): Promise<Committed> {
  if (positions.length === 0) return { kind: "committed" };
  const writes = positions.map(({ topic, partition, offset }) =>
    history.offset(groupId, `${topic}-${partition}`).begin(offset, elapsed(site)),
  );
  const answer = await client.ask(offsetCommit, {
    groupId,
    memberId,
    generationIdOrMemberEpoch: epoch,
    topics: positions.map(({ topic, partition, offset }) => ({
      name: topic,
      topicId: history.topic(topic).id,
      partitions: [{ partitionIndex: partition, committedOffset: offset, committedMetadata: "" }],
    })),
  });
  if (answer === null) return { kind: "in doubt" };
  const codes = codesIn(answer);
  const [code = errorCode.UNKNOWN_SERVER_ERROR] = codes;
  if (codes.length !== positions.length || codes.some((each) => each !== code))
    throw new Error(`offsets that were committed together are answered with ${codes.join(", ")}`);
  if (inDoubt.has(code)) return { kind: "in doubt" };
  for (const write of writes) {
    if (code === errorCode.NONE) write.acknowledge(elapsed(site));
    else write.refuse();
  }
  return code === errorCode.NONE ? { kind: "committed" } : { kind: "refused", code };
}

function codesIn({ topics }: ResponseOf<typeof offsetCommit>): number[] {
  return topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
}

/** Where a group is. A number is why that is not known, null that nobody answers. */
export async function fetchOffsets(
  site: ClientSite,
  client: VirtualClient,
  history: History,
  { groupId, memberId, epoch }: Committer,
  partitions: readonly Omit<Position, "offset">[],
): Promise<Position[] | number | null> {
  const begunMs = elapsed(site);
  const topics = history.topics
    .map(({ name, id }) => ({
      name,
      topicId: id,
      partitionIndexes: partitions.filter(({ topic }) => topic === name).map(({ partition }) => partition),
    }))
    .filter(({ partitionIndexes }) => partitionIndexes.length > 0);
  const version = client.versionOf(offsetFetch);
  const isOneGroup = version < 8;
  const answer = await client.ask(offsetFetch, {
    ...(isOneGroup
      ? { groupId, topics }
      : { groups: [{ groupId, memberId: memberId === "" ? null : memberId, memberEpoch: epoch, topics }] }),
    requireStable: version >= 7 && site.random.chance(0.5),
  });
  if (answer === null) return null;
  const group = isOneGroup ? answer : answer.groups[0]!;
  if (group.errorCode !== errorCode.NONE) return group.errorCode;
  const positions: Position[] = [];
  for (const each of group.topics) {
    const { name } = history.topics.find(({ name, id }) => name === each.name || id === idOf(each))!;
    for (const { partitionIndex, committedOffset, errorCode: code } of each.partitions) {
      if (code !== errorCode.NONE) return code;
      history.offset(groupId, `${name}-${partitionIndex}`).read(committedOffset, begunMs);
      positions.push({ topic: name, partition: partitionIndex, offset: committedOffset });
    }
  }
  if (positions.length !== partitions.length) throw new Error(`offsets of ${groupId} are not all answered`);
  return positions;
}

function idOf(topic: object): string | null {
  return "topicId" in topic ? String(topic.topicId) : null;
}

/** Where to begin: at the committed offset, or at the beginning. */
export function startOf({ offset }: Position): number {
  return offset === noOffset ? 0 : offset;
}
