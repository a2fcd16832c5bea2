import type { MetadataRecordInput, RecordValue } from "../records/index.ts";
import { MetadataFault } from "./metadata-fault.ts";

/** Which producer ids were handed out (KIP-730): all below the next. */
export interface ProducerIdsImage {
  readonly nextProducerId: number;
  /** Who got the last block. */
  readonly brokerId: number;
  readonly brokerEpoch: number;
}

export const noProducerIds: ProducerIdsImage = { nextProducerId: 0, brokerId: -1, brokerEpoch: -1 };

/** Producer ids of a block. */
export const producerIdBlockSize = 1000;

export function nextProducerIds(
  before: ProducerIdsImage,
  record: RecordValue<"producerIds">,
): ProducerIdsImage {
  if (record.nextProducerId <= before.nextProducerId) {
    throw new MetadataFault(
      `the next producer id goes back from ${before.nextProducerId} to ${record.nextProducerId}`,
    );
  }
  return {
    nextProducerId: record.nextProducerId,
    brokerId: record.brokerId,
    brokerEpoch: record.brokerEpoch,
  };
}

export function* producerIdRecords(ids: ProducerIdsImage): Generator<MetadataRecordInput> {
  if (ids.nextProducerId === 0) return;
  yield {
    kind: "producerIds",
    version: 0,
    value: { brokerId: ids.brokerId, brokerEpoch: ids.brokerEpoch, nextProducerId: ids.nextProducerId },
  };
}
