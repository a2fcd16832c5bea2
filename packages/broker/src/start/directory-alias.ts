/** Where the last four of an id's sixteen bytes begin. */
const lastWord = 12;

/**
 * What a virtual broker calls a log directory of its node. Directories of different brokers must have different ids (KIP-858),
 * so each has one that is made of the real one; the node itself, with ordinal 0, has the real one.
 */
export function directoryAlias(directoryId: string, ordinal: number): string {
  if (ordinal === 0) return directoryId;
  const bytes = Buffer.from(directoryId, "base64url");
  bytes.writeUInt32BE((bytes.readUInt32BE(lastWord) ^ ordinal) >>> 0, lastWord);
  return bytes.toString("base64url");
}
