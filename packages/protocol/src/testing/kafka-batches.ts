import { testDataLines } from "./test-data.ts";

/*
 * The 45 batches in testdata/batches.tsv.gz, as Apache Kafka 4.3.1 wrote them and as it reads them. Of each
 * batch, the first six records are spelled out.
 */

export interface KafkaBatchVector {
  readonly name: string;
  readonly bytes: Buffer;
  readonly batches: readonly ExpectedBatch[];
}

export interface ExpectedBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly sizeInBytes: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly codec: string;
  readonly timestampType: string;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
  readonly records: readonly ExpectedRecord[];
}

export interface ExpectedRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly sequence: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: ReadonlyArray<readonly [string, string | null]>;
}

export const kafkaBatches: readonly KafkaBatchVector[] = testDataLines("batches.tsv.gz").map((line) => {
  const [name = "", hex = "", json = ""] = line.split("\t");
  return { name, bytes: Buffer.from(hex, "hex"), batches: JSON.parse(json) };
});

export function kafkaBatch(name: string): Buffer {
  const vector = kafkaBatches.find((batch) => batch.name === name);
  if (vector === undefined) throw new Error(`no batch vector is called "${name}"`);
  return vector.bytes;
}
