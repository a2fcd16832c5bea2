/**
 * Records of `__remote_log_metadata` (KIP-405), by their type. Nothing writes or reads them yet: tiered storage is not
 * there, and this is its place. They are declared so that a directory with such a topic can be looked into.
 */
import { array, bool, bytes, int8, int32, int64, type Message, message, string, uuid } from "@ottla/protocol";

const topicIdPartition = { name: string, id: uuid, partition: int32 };
const remoteLogSegmentId = { topicIdPartition, id: uuid };
const segmentLeaderEpochs = array({ leaderEpoch: int32, offset: int64 });
const customMetadata = bytes.nullable().default(null);

/** A segment is being copied. */
export const remoteLogSegmentMetadataRecord = message("RemoteLogSegmentMetadataRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    remoteLogSegmentId,
    startOffset: int64,
    endOffset: int64,
    brokerId: int32,
    maxTimestampMs: int64,
    eventTimestampMs: int64,
    segmentLeaderEpochs,
    segmentSizeInBytes: int32,
    customMetadata,
    remoteLogSegmentState: int8,
    txnIndexEmpty: bool.tag(0),
  },
});

/** Its state has changed. */
export const remoteLogSegmentMetadataUpdateRecord = message("RemoteLogSegmentMetadataUpdateRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    remoteLogSegmentId,
    brokerId: int32,
    eventTimestampMs: int64,
    customMetadata,
    remoteLogSegmentState: int8,
  },
});

/** A partition is being deleted. */
export const remotePartitionDeleteMetadataRecord = message("RemotePartitionDeleteMetadataRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    topicIdPartition,
    brokerId: int32,
    eventTimestampMs: int64,
    remotePartitionDeleteState: int8,
  },
});

/** A segment as a snapshot file of a partition's segments has it. */
export const remoteLogSegmentMetadataSnapshotRecord = message("RemoteLogSegmentMetadataSnapshotRecord", {
  versions: [0, 0],
  flexible: 0,
  fields: {
    segmentId: uuid,
    startOffset: int64,
    endOffset: int64,
    brokerId: int32,
    maxTimestampMs: int64,
    eventTimestampMs: int64,
    segmentLeaderEpochs,
    segmentSizeInBytes: int32,
    customMetadata,
    remoteLogSegmentState: int8,
    txnIndexEmpty: bool.tag(0),
  },
});

export const remoteLogRecords: ReadonlyMap<number, Message> = new Map<number, Message>([
  [0, remoteLogSegmentMetadataRecord],
  [1, remoteLogSegmentMetadataUpdateRecord],
  [2, remotePartitionDeleteMetadataRecord],
  [3, remoteLogSegmentMetadataSnapshotRecord],
]);
