/**
 * What files of a partition's directory are called (LogFileUtils): twenty digits of offset and what the file is. A suffix
 * behind that says that the file is on its way somewhere.
 */
export const segmentExtensions = ["log", "index", "timeindex", "txnindex", "snapshot"] as const;

export type SegmentExtension = (typeof segmentExtensions)[number];

/** `deleted`: waits for removal. `cleaned`: compaction is writing it. `swap`: compaction is putting it in place. */
export type TransientSuffix = "deleted" | "cleaned" | "swap";

export interface SegmentFileName {
  /** The base offset of a segment; of a snapshot, the offset up to which (excluding) it holds the producers' state. */
  readonly offset: number;
  readonly extension: SegmentExtension;
  readonly suffix: TransientSuffix | null;
}

export const leaderEpochFileName = "leader-epoch-checkpoint";
export const partitionMetadataFileName = "partition.metadata";

const pattern = /^(\d{20})\.(log|index|timeindex|txnindex|snapshot)(?:\.(deleted|cleaned|swap))?$/;

export function segmentFileName(offset: number, extension: SegmentExtension): string {
  return `${String(offset).padStart(20, "0")}.${extension}`;
}

/** Null for everything that is not one of a segment's files. */
export function parseSegmentFileName(name: string): SegmentFileName | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  return {
    offset: Number(match[1]),
    // The pattern lets nothing else pass.
    extension: match[2] as SegmentExtension,
    suffix: (match[3] as TransientSuffix | undefined) ?? null,
  };
}
