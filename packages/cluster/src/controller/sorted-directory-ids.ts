/** Directory ids in the order in which Kafka keeps them: as two signed 64-bit numbers (`Uuid.compareTo`). */
export function sortedDirectoryIds(ids: readonly string[]): string[] {
  return ids
    .map((id) => ({ id, key: orderOf(id) }))
    .toSorted((one, other) => Buffer.compare(one.key, other.key))
    .map(({ id }) => id);
}

/** Bytes that sort like the numbers: with their signs turned, negative ones come first. */
function orderOf(id: string): Buffer {
  const bytes = Buffer.from(id, "base64url");
  for (const position of [0, 8]) bytes.writeUInt8(bytes.readUInt8(position) ^ 0x80, position);
  return bytes;
}
