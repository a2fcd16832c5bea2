import { batchesIn, controlTypeOf, type ReadableRecord, type RecordBatchView } from "@ottla/protocol";
import { applyRecord, recordKinds } from "../machine.ts";
import { decodeRecord } from "../records/coordinator-record.ts";
import type { CoordinatorLog } from "./coordinator-log.ts";
import type { PartitionLog } from "./partition-log.ts";
import type { GroupCoordinatorState } from "./state.ts";

export interface LoadedLog {
  readonly recordCount: number;
  /** Where the next record goes. */
  readonly nextOffset: number;
}

/**
 * Applies everything that the log has. Records of unknown types are skipped (a newer Kafka wrote them); what cannot be
 * read fails the load. `isWanted` is asked between buffers: a load that nobody wants any more ends early.
 */
export async function loadState(
  state: GroupCoordinatorState,
  partitionLog: PartitionLog,
  log: CoordinatorLog,
  isWanted: () => boolean,
): Promise<LoadedLog> {
  let recordCount = 0;
  let nextOffset = 0;
  for await (const buffer of partitionLog.replay()) {
    if (!isWanted()) break;
    for (const batch of batchesIn(buffer)) {
      replayBatch(state, batch, log);
      recordCount += batch.recordCount;
      nextOffset = batch.nextOffset;
    }
  }
  return { recordCount, nextOffset };
}

function replayBatch(state: GroupCoordinatorState, batch: RecordBatchView, log: CoordinatorLog): void {
  const producerId = batch.isTransactional ? batch.producerId : -1;
  if (batch.isControl) {
    batch.forEachRecord((record) => {
      const type = controlTypeOf(record.key);
      if (type === "commit" || type === "abort") state.offsets.endTransaction(batch.producerId, type);
    });
  } else {
    batch.forEachRecord((record) => replayRecord(state, record, producerId, log));
  }
}

function replayRecord(
  state: GroupCoordinatorState,
  { key, value, offset }: ReadableRecord,
  producerId: number,
  log: CoordinatorLog,
): void {
  // Copies: what is kept of them must not keep the buffer that they were read into.
  const record =
    key === null
      ? null
      : decodeRecord(recordKinds, Buffer.from(key), value === null ? null : Buffer.from(value));
  if (record === null) {
    log.warn("a record of an unknown type is skipped", { offset });
    return;
  }
  applyRecord(state, record.kind, record.key, record.value, { offset, producerId });
}
