import { currentMagic, field, logOverhead, magicEnd, minBatchLength } from "./batch-layout.ts";
import { RecordBatchView } from "./record-batch-view.ts";
import { RecordsError } from "./records-error.ts";

/**
 * The batches in a buffer, one after another. A batch that the buffer's end cuts off ends the walk quietly: a fetch
 * answer is cut at a byte limit, not between batches (KIP-74).
 *
 * Throws RecordsError where the bytes are no batch of magic 2. Checksums are not looked at.
 */
export function* batchesIn(buffer: Buffer): Generator<RecordBatchView, void, undefined> {
  let position = 0;
  while (buffer.length - position >= magicEnd) {
    const end = position + logOverhead + buffer.readInt32BE(position + field.length);
    const magic = buffer.readInt8(position + field.magic);
    if (magic >= 0 && magic < currentMagic) {
      throw new RecordsError(`message format v${magic} was dropped in Kafka 4.0 (KIP-724)`);
    }
    if (magic !== currentMagic) throw new RecordsError(`no record batch has magic ${magic}`);
    if (end < position + logOverhead + minBatchLength) {
      throw new RecordsError(`a batch of ${end - position} bytes is smaller than its header`);
    }
    if (end > buffer.length) return;
    yield new RecordBatchView(buffer, position);
    position = end;
  }
}
