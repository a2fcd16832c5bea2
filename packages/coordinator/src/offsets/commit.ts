import { errorCode } from "@ottla/protocol";
import { protocolOf } from "../protocols.ts";
import type { Group } from "../runtime/group.ts";
import type { CommitIdentity } from "../runtime/group-protocol.ts";
import type { Turn } from "../runtime/turn.ts";
import { writeOffset } from "./offset-records.ts";

/** OffsetCommit and TxnOffsetCommit, as the machine takes them. Topics are known to exist. */
export interface CommitRequest extends CommitIdentity {
  readonly groupId: string;
  /** How long to keep the offsets, which clients could say before OffsetCommit v5; -1: as configured. */
  readonly retentionTimeMs: number;
  readonly topics: readonly {
    readonly name: string;
    /** `zeroUuid`: not known. */
    readonly topicId: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly committedOffset: number;
      readonly committedLeaderEpoch: number;
      readonly committedMetadata: string | null;
    }[];
  }[];
}

/** Refused as a whole with a code, or one code for each partition of each topic, in the request's order. */
export type CommitResponse =
  | { readonly errorCode: number }
  | { readonly errorCode: 0; readonly partitionErrorCodes: readonly (readonly number[])[] };

/** From OffsetCommit v9 on (KIP-848) it is no wrong generation, if the group is not there at all. */
const groupNotFoundSince = 9;

/** Records how far a group has read, if whoever says so may. */
export function commitOffsets(turn: Turn, request: CommitRequest): CommitResponse {
  const known = turn.state.groups.get(request.groupId);
  const code = known === undefined ? checkUnknownGroup(request) : checkKnownGroup(turn, known, request);
  if (code !== errorCode.NONE) return { errorCode: code };
  if (!turn.hasRoomFor(...sizeOf(request))) return { errorCode: errorCode.UNKNOWN_SERVER_ERROR };
  const { maxOffsetMetadataBytes } = turn.state.config;
  const expireTimestamp = request.retentionTimeMs === -1 ? -1 : turn.now + request.retentionTimeMs;
  const partitionErrorCodes = request.topics.map((topic) =>
    topic.partitions.map((partition) => {
      const metadata = partition.committedMetadata ?? "";
      if (metadata.length > maxOffsetMetadataBytes) return errorCode.OFFSET_METADATA_TOO_LARGE;
      const offset = {
        offset: partition.committedOffset,
        leaderEpoch: partition.committedLeaderEpoch,
        metadata,
        topicId: topic.topicId,
      };
      const key = { group: request.groupId, topic: topic.name, partition: partition.partitionIndex };
      writeOffset(turn, key, offset, expireTimestamp);
      return errorCode.NONE;
    }),
  );
  return { errorCode: errorCode.NONE, partitionErrorCodes };
}

/** Upper bound of the bytes that the request's records take, and their number. */
function sizeOf(request: CommitRequest): [byteCount: number, recordCount: number] {
  let byteCount = 0;
  let recordCount = 0;
  const groupBytes = Buffer.byteLength(request.groupId);
  for (const { name, partitions } of request.topics) {
    const keyBytes = groupBytes + Buffer.byteLength(name) + fixedBytes;
    recordCount += partitions.length;
    // A character takes three bytes at most. (One of four bytes counts as two.)
    for (const { committedMetadata } of partitions)
      byteCount += keyBytes + 3 * (committedMetadata?.length ?? 0);
  }
  return [byteCount, recordCount];
}

/** Of key and value, everything but the names and the metadata. */
const fixedBytes = 64;

/** TxnOffsetCommit has no word for an epoch of KIP-848: to producers it is a generation. */
function checkKnownGroup(turn: Turn, group: Group, request: CommitRequest): number {
  const code = protocolOf(group).checkOffsetCommit(turn, group, request);
  return request.isTransactional && code === errorCode.STALE_MEMBER_EPOCH
    ? errorCode.ILLEGAL_GENERATION
    : code;
}

function checkUnknownGroup(request: CommitRequest): number {
  if (request.generationIdOrMemberEpoch < 0) return errorCode.NONE;
  const isNotFound = !request.isTransactional && request.apiVersion >= groupNotFoundSince;
  return isNotFound ? errorCode.GROUP_ID_NOT_FOUND : errorCode.ILLEGAL_GENERATION;
}
