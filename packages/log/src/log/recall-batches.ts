import { type RememberedBatch, rememberedBatch } from "../producers/producer-entry.ts";
import type { ProducerState } from "../producers/producer-state.ts";
import type { Segment } from "../segment/segment.ts";
import { segmentIndexOf } from "./find-segment.ts";

/** Producers send again for two minutes (`delivery.timeout.ms`); clocks differ. */
const recentMs = 3_600_000;
/** How far back is looked: enough for what a few producers have in flight. */
const recalledBytes = 256 * 1024;

interface Recalled {
  readonly producerEpoch: number;
  readonly batches: RememberedBatch[];
}

/**
 * Completes what a snapshot tells of producers. It has the last batch of each only, but up to five were in flight when the
 * broker stopped, and if their answers were lost, all of them come again. So those before are looked up at the end of the
 * log, where anybody has written of late.
 *
 * Apache Kafka refuses them as out of order; its producers then write them again under a new epoch, and so twice.
 */
export async function recallBatches(
  segments: readonly Segment[],
  producers: ProducerState,
  { before, nowMs }: { readonly before: number; readonly nowMs: number },
): Promise<void> {
  if (!producers.hasWrittenSince(nowMs - recentMs)) return;
  const recalled = new Map<number, Recalled>();
  for (const { segment, from, to } of await rangesBefore(segments, before)) {
    await segment.scan({ from, to, crc: "trust" }, (batch) => {
      const { producerId, producerEpoch } = batch;
      if (producerId < 0 || batch.isControl) return true;
      const known = recalled.get(producerId);
      if (known?.producerEpoch === producerEpoch) known.batches.push(rememberedBatch(batch));
      else recalled.set(producerId, { producerEpoch, batches: [rememberedBatch(batch)] });
      return true;
    });
  }
  for (const [producerId, { producerEpoch, batches }] of recalled)
    producers.recall(producerId, producerEpoch, batches);
}

interface Range {
  readonly segment: Segment;
  readonly from: number;
  readonly to: number;
}

/** The bytes before an offset, as far back as is looked: in the order of the log. */
async function rangesBefore(segments: readonly Segment[], before: number): Promise<Range[]> {
  const ranges: Range[] = [];
  let wantedBytes = recalledBytes;
  for (let index = segmentIndexOf(segments, before - 1); index >= 0 && wantedBytes > 0; index--) {
    const segment = segments[index];
    if (segment === undefined || segment.baseOffset >= before) break;
    const to = await segment.positionOf(before);
    const { offsets } = await segment.indexes();
    const from = offsets.batchAtOrBefore(Math.max(0, to - wantedBytes));
    ranges.unshift({ segment, from, to });
    wantedBytes -= to - from;
  }
  return ranges;
}
