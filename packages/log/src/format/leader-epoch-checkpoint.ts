import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from "./checkpoint-text.ts";

/** A leader's term and the first offset that was written in it (KIP-101). */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

const line = /^(\d+) (\d+)$/;

export function encodeLeaderEpochs(entries: readonly EpochEntry[]): string {
  return encodeCheckpoint(entries.map((entry) => `${entry.epoch} ${entry.startOffset}`));
}

/** Throws CheckpointError. */
export function decodeLeaderEpochs(text: string, path: string): EpochEntry[] {
  return decodeCheckpoint(text, path).map((entry) => {
    const match = line.exec(entry);
    if (match === null) throw new CheckpointError(path, `"${entry}" is not "epoch offset"`);
    return { epoch: Number(match[1]), startOffset: Number(match[2]) };
  });
}
