import type { Log } from "@ottla/log";
import type { Clock } from "@ottla/runtime";
import type { Snapshots } from "../snapshot/snapshots.ts";
import type { MetadataLogSettings } from "./settings.ts";

/** When it is time for a snapshot: after so many bytes of records, or so much time (`SnapshotGenerator`). */
export class SnapshotSchedule {
  readonly #clock: Clock;
  readonly #settings: MetadataLogSettings;
  #bytes: number;
  #lastMs: number;

  /** `bytes`: of the log that came after the newest snapshot. */
  constructor(clock: Clock, settings: MetadataLogSettings, bytes: number) {
    this.#clock = clock;
    this.#settings = settings;
    this.#bytes = bytes;
    this.#lastMs = clock.monotonic();
  }

  count(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Whether a snapshot is due. If so, counting begins anew. */
  take(): boolean {
    const { maxRecordBytesBetweenSnapshots, maxSnapshotIntervalMs } = this.#settings;
    const nowMs = this.#clock.monotonic();
    const isLate = maxSnapshotIntervalMs > 0 && nowMs - this.#lastMs >= maxSnapshotIntervalMs;
    if (this.#bytes < maxRecordBytesBetweenSnapshots && !isLate) return false;
    this.#bytes = 0;
    this.#lastMs = nowMs;
    return true;
  }
}

/**
 * Removes the oldest snapshots, and the log up to where the next one takes over, while all of it is larger or older than
 * it is to be. One snapshot always stays, and the log behind it.
 */
export async function cleanBySnapshots(
  log: Log,
  snapshots: Snapshots,
  { maxRetentionBytes, maxRetentionMs }: MetadataLogSettings,
  nowMs: number,
): Promise<void> {
  for (;;) {
    const [oldest, next] = snapshots.ids;
    if (oldest === undefined || next === undefined) return;
    let isExcess = false;
    if (maxRetentionBytes >= 0) {
      let bytes = log.sizeBytes;
      for (const id of snapshots.ids) bytes += await snapshots.sizeOf(id);
      isExcess = bytes > maxRetentionBytes;
    }
    const timestamp = maxRetentionMs >= 0 ? await snapshots.timestampOf(oldest) : null;
    const isOld = timestamp !== null && nowMs - timestamp > maxRetentionMs;
    if (!isExcess && !isOld) return;
    if (log.startOffset < next.endOffset) {
      await log.deleteRecordsBefore(next.endOffset);
      await log.deleteExpired();
    }
    await snapshots.forgetBefore(next);
  }
}
