/** Up to where a snapshot holds the metadata log: `endOffset` is the first offset that is not in it. */
export interface SnapshotId {
  readonly endOffset: number;
  /** The epoch of the last record that is in it. */
  readonly epoch: number;
}

/** The one that formatting a directory writes: it holds voters, but nothing of a log. */
export const bootstrapSnapshotId: SnapshotId = { endOffset: 0, epoch: 0 };

export interface SnapshotFileName {
  readonly id: SnapshotId;
  /** `part`: it is being written. `deleted`: it waits for removal. */
  readonly fate: "part" | "deleted" | null;
}

const pattern = /^(\d{20})-(\d{10})\.checkpoint(?:\.(part|deleted))?$/;

export function snapshotFileName({ endOffset, epoch }: SnapshotId): string {
  return `${String(endOffset).padStart(20, "0")}-${String(epoch).padStart(10, "0")}.checkpoint`;
}

/** Null for what is not a snapshot's name. */
export function parseSnapshotFileName(name: string): SnapshotFileName | null {
  const match = pattern.exec(name);
  if (match === null) return null;
  return {
    id: { endOffset: Number(match[1]), epoch: Number(match[2]) },
    // The pattern lets nothing else pass.
    fate: (match[3] as "part" | "deleted" | undefined) ?? null,
  };
}

/** Which of two came later: by offset, then by epoch. */
export function compareSnapshotIds(one: SnapshotId, other: SnapshotId): number {
  return one.endOffset - other.endOffset || one.epoch - other.epoch;
}
