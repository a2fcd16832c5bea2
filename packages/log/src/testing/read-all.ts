import { batchesIn, controlTypeOf, type RecordView } from "@ottla/protocol";
import type { AbortedTransaction } from "../format/aborted-transaction.ts";
import type { Log } from "../log/log.ts";
import type { ReadOptions } from "../log/read-result.ts";

/** Everything that a consumer of the log sees, as it sees it: fetch by fetch, without what was aborted if it wants that. */
export async function readAll(
  log: Log,
  { upTo = "highWatermark", fetchBytes = 10_000 }: ReadOptions & { readonly fetchBytes?: number } = {},
): Promise<RecordView[]> {
  const records: RecordView[] = [];
  let offset = log.startOffset;
  for (;;) {
    const read = await log.read(offset, fetchBytes, { upTo, minOneBatch: true });
    if (read.kind !== "records") throw new Error(`the read at ${offset} was refused: ${read.kind}`);
    if (read.sizeInBytes === 0) return records;
    const aborted = upTo === "lastStableOffset" ? await log.abortedTransactions(offset, read.nextOffset) : [];
    for (const record of visibleRecords(Buffer.concat(read.chunks), aborted)) {
      if (record.offset >= offset) records.push(record);
    }
    read.release();
    offset = read.nextOffset;
  }
}

/** What a consumer keeps of fetched batches (the client's half of KIP-98). */
function* visibleRecords(
  fetched: Buffer,
  aborted: readonly AbortedTransaction[],
): Generator<RecordView, void, undefined> {
  const begins = aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const abortedProducers = new Set<number>();
  for (const batch of batchesIn(fetched)) {
    while ((begins[0]?.firstOffset ?? Number.POSITIVE_INFINITY) <= batch.lastOffset) {
      abortedProducers.add(begins.shift()?.producerId ?? -1);
    }
    if (batch.isControl) {
      const type = batch.recordCount > 0 ? controlTypeOf(batch.records()[0]?.key ?? null) : null;
      if (type === "abort") abortedProducers.delete(batch.producerId);
    } else if (!batch.isTransactional || !abortedProducers.has(batch.producerId)) {
      yield* batch.records();
    }
  }
}
