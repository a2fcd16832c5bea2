import { Reader, Writer } from "@ottla/protocol";
import {
  type MetadataRecord,
  type MetadataRecordInput,
  type MetadataRecordKind,
  metadataRecords,
  metadataRecordTypes,
} from "./metadata-record.ts";

const frameVersion = 1;

const kindOfType = new Map(
  Object.entries(metadataRecordTypes).map(([kind, [typeId]]) => [
    typeId as number,
    kind as MetadataRecordKind,
  ]),
);

/**
 * A metadata record that this version of Ottla cannot read. Nothing after it can be trusted to mean what it seems to, so
 * whoever meets one stops: skipping it would make two nodes disagree about the cluster.
 */
export class MetadataRecordError extends Error {
  override readonly name = "MetadataRecordError";
}

/** The bytes of a record of the metadata log: frame version, type and version as varints, body (KIP-631). */
export function encodeMetadataRecord(record: MetadataRecordInput): Buffer {
  const writer = new Writer();
  write(record, writer);
  return writer.toBuffer();
}

/** The same for many at once, in memory that they share: a decision about all partitions of a cluster has thousands. */
export function encodeMetadataRecords(records: readonly MetadataRecordInput[]): Buffer[] {
  const writer = new Writer();
  const ends = records.map((record) => {
    write(record, writer);
    return writer.length;
  });
  const bytes = writer.toBuffer();
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function write(record: MetadataRecordInput, writer: Writer): void {
  const [typeId] = metadataRecordTypes[record.kind];
  writer.uvarint(frameVersion);
  writer.uvarint(typeId);
  writer.uvarint(record.version);
  metadataRecords.get(typeId)!.encode(writer, record.value, record.version);
}

/** The record in such bytes. Throws {@link MetadataRecordError} for what a newer Kafka may write, and ProtocolError. */
export function decodeMetadataRecord(bytes: Buffer): MetadataRecord {
  const reader = new Reader(bytes);
  const frame = reader.uvarint();
  if (frame !== frameVersion)
    throw new MetadataRecordError(`a metadata record has the unknown frame version ${frame}`);
  const typeId = reader.uvarint();
  const version = reader.uvarint();
  const kind = kindOfType.get(typeId);
  if (kind === undefined) {
    throw new MetadataRecordError(`metadata record type ${typeId} is not known; a newer Kafka wrote it`);
  }
  const declaration = metadataRecords.get(typeId)!;
  if (version > declaration.versions[1]) {
    throw new MetadataRecordError(
      `${declaration.name} version ${version} is newer than the ${declaration.versions[1]} that is known`,
    );
  }
  const value = declaration.decode(reader, version);
  if (reader.remaining > 0) {
    throw new MetadataRecordError(`${declaration.name} has ${reader.remaining} bytes left over`);
  }
  // Kind and declaration come from the same row of the table.
  return { kind, version, value } as MetadataRecord;
}
