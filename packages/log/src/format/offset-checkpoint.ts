import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from "./checkpoint-text.ts";

/**
 * The four checkpoints in a log directory's root, each an offset for every partition (OffsetCheckpointFile): up to where
 * the log is surely on disk, the high watermark, the start where it is not a segment's, and how far compaction has come.
 */
export const offsetCheckpointNames = {
  recoveryPoint: "recovery-point-offset-checkpoint",
  highWatermark: "replication-offset-checkpoint",
  logStart: "log-start-offset-checkpoint",
  cleaner: "cleaner-offset-checkpoint",
} as const;

/** Offsets by `topic-partition`, the name of the partition's directory. */
export type OffsetCheckpoint = ReadonlyMap<string, number>;

const line = /^(\S+) (\d+) (-?\d+)$/;

export function encodeOffsetCheckpoint(offsets: OffsetCheckpoint): string {
  const lines: string[] = [];
  for (const [name, offset] of offsets) {
    const dash = name.lastIndexOf("-");
    lines.push(`${name.slice(0, dash)} ${name.slice(dash + 1)} ${offset}`);
  }
  return encodeCheckpoint(lines);
}

/** Throws CheckpointError. */
export function decodeOffsetCheckpoint(text: string, path: string): Map<string, number> {
  const offsets = new Map<string, number>();
  for (const entry of decodeCheckpoint(text, path)) {
    const match = line.exec(entry);
    if (match === null) throw new CheckpointError(path, `"${entry}" is not "topic partition offset"`);
    offsets.set(`${match[1]}-${match[2]}`, Number(match[3]));
  }
  return offsets;
}
