import type { Message } from "@ottla/protocol";

/** A kind of record: the type that its key begins with, what key and value are made of, and the version that we write. */
export interface RecordKind<K extends Message = Message, V extends Message = Message> {
  readonly type: number;
  readonly key: K;
  readonly value: V;
  /**
   * The version of the value that is written: what Apache Kafka 4.3 writes. Never a newer one: Kafka cannot load a
   * partition that has a value of a version that it does not know.
   */
  readonly version: number;
}

export function recordKind<K extends Message, V extends Message>(
  type: number,
  key: K,
  value: V,
  version: number,
): RecordKind<K, V> {
  return { type, key, value, version };
}
