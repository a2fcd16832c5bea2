import { type Message, type MessageOf, Reader, Writer } from "@ottla/protocol";
import type { RecordKind } from "./record-kind.ts";

/** A record of a coordinator's topic, decoded. A value of null is a tombstone. */
export interface CoordinatorRecord<K extends Message = Message, V extends Message = Message> {
  readonly kind: RecordKind<K, V>;
  readonly key: MessageOf<K>;
  readonly value: MessageOf<V> | null;
}

/** The key's bytes: the record's type, then the key in its only version. */
export function encodeKey<K extends Message>(kind: RecordKind<K>, key: MessageOf<K>): Buffer {
  const writer = new Writer();
  writer.int16(kind.type);
  // What decoding gives can always be encoded: every field is there.
  kind.key.encode(writer, key, 0);
  return writer.toBuffer();
}

/** The value's bytes: its version, then the value in that version. */
export function encodeValue<V extends Message>(kind: RecordKind<Message, V>, value: MessageOf<V>): Buffer {
  const writer = new Writer();
  writer.int16(kind.version);
  kind.value.encode(writer, value, kind.version);
  return writer.toBuffer();
}

/**
 * Reads a record of the given kinds (found by their type). Null where its type is none of them: such records are
 * skipped, as Apache Kafka's loader does. Throws `ProtocolError` where key or value cannot be read, an unknown version
 * of the value included: then the partition cannot be loaded.
 */
export function decodeRecord(
  kinds: ReadonlyMap<number, RecordKind>,
  key: Buffer,
  value: Buffer | null,
): CoordinatorRecord | null {
  const keyReader = new Reader(key);
  const kind = kinds.get(keyReader.int16());
  if (kind === undefined) return null;
  const decodedKey = kind.key.decode(keyReader, 0);
  if (value === null) return { kind, key: decodedKey, value: null };
  const valueReader = new Reader(value);
  return { kind, key: decodedKey, value: kind.value.decode(valueReader, valueReader.int16()) };
}
