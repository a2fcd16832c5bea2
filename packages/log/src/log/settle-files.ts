import { batchHeaderBytes as headerBytes, logOverhead } from "@ottla/protocol";
import type { Disk } from "@ottla/runtime";
import { parseSegmentFileName, type SegmentFileName, segmentFileName } from "../format/segment-files.ts";

/** What lies in a partition's directory once everything that was under way is settled. */
export interface PartitionFiles {
  /** Base offsets that have a `.log`, sorted. */
  readonly segments: readonly number[];
  readonly snapshots: readonly number[];
  /** Base offsets that have an `.index`. */
  readonly indexed: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
}

/**
 * Settles what a crash left under way (LogLoader): files that waited for removal go; what compaction was writing goes; what
 * it had finished and was swapping in (`.swap`) takes its place, and the segments it replaces go.
 */
export async function settleFiles(disk: Disk, directory: string): Promise<PartitionFiles> {
  const names = new Set(await disk.list(directory));
  const remove = async (name: string): Promise<void> => {
    names.delete(name);
    await disk.remove(`${directory}/${name}`);
  };

  const files: { name: string; parsed: SegmentFileName }[] = [];
  let firstCleaned = Number.POSITIVE_INFINITY;
  for (const name of Array.from(names)) {
    const parsed = parseSegmentFileName(name);
    if (name.endsWith(".tmp")) await remove(name);
    if (parsed === null) continue;
    if (parsed.suffix === "cleaned") firstCleaned = Math.min(firstCleaned, parsed.offset);
    if (parsed.suffix === "deleted" || parsed.suffix === "cleaned") await remove(name);
    else files.push({ name, parsed });
  }

  const swaps = files.filter(({ parsed }) => parsed.suffix === "swap");
  // Swap files beyond one that was still being written belong to a step that was not complete: the old segments stand.
  for (const { name, parsed } of swaps) if (parsed.offset >= firstCleaned) await remove(name);
  await putInPlace(disk, directory, names, swaps, remove);

  const settled = [...names].map(parseSegmentFileName).filter((parsed) => parsed !== null);
  const segments = settled.filter(({ extension }) => extension === "log").map(({ offset }) => offset);
  const bases = new Set(segments);
  for (const { offset, extension } of settled) {
    const isOrphan = extension !== "log" && extension !== "snapshot" && !bases.has(offset);
    if (isOrphan) await remove(segmentFileName(offset, extension));
  }
  return {
    segments: segments.toSorted((a, b) => a - b),
    snapshots: settled.filter(({ extension }) => extension === "snapshot").map(({ offset }) => offset),
    indexed: new Set(settled.filter(({ extension }) => extension === "index").map(({ offset }) => offset)),
    names,
  };
}

/** A swapped-in segment replaces all old ones from its base up to where the next kept one begins. */
async function putInPlace(
  disk: Disk,
  directory: string,
  names: Set<string>,
  swaps: readonly { name: string; parsed: SegmentFileName }[],
  remove: (name: string) => Promise<void>,
): Promise<void> {
  const valid = swaps.filter(({ name }) => names.has(name));
  const bases = new Set(valid.filter(({ parsed }) => parsed.extension === "log").map((s) => s.parsed.offset));
  for (const base of bases) {
    const end = await endOffsetOfLog(disk, `${directory}/${segmentFileName(base, "log")}.swap`);
    for (const name of Array.from(names)) {
      const parsed = parseSegmentFileName(name);
      if (parsed === null || parsed.suffix !== null || parsed.extension === "snapshot") continue;
      if (parsed.offset === base || (parsed.offset > base && parsed.offset < end)) await remove(name);
    }
  }
  for (const { name, parsed } of valid) {
    const settledName = segmentFileName(parsed.offset, parsed.extension);
    await disk.rename(`${directory}/${name}`, `${directory}/${settledName}`);
    names.delete(name);
    names.add(settledName);
  }
  if (valid.length > 0) await disk.syncDirectory(directory);
}

/** The offset after the last batch of a file of records, by its headers. */
async function endOffsetOfLog(disk: Disk, path: string): Promise<number> {
  const file = await disk.open(path, "read");
  try {
    const header = Buffer.alloc(headerBytes);
    let end = 0;
    let position = 0;
    while ((await file.read(header, position)) === headerBytes) {
      end = Number(header.readBigInt64BE(0)) + header.readInt32BE(23) + 1;
      const length = header.readInt32BE(8);
      if (length < headerBytes - logOverhead) break;
      position += logOverhead + length;
    }
    return end;
  } finally {
    await file.close();
  }
}
