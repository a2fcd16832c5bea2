/** Ids of log directories that name no directory (KIP-858, `DirectoryId`). Those with a zero first half below 100 are reserved. */
export const directoryId = {
  /** The broker has not said yet in which directory it keeps the replica. */
  migrating: "AAAAAAAAAAAAAAAAAAAAAA",
  /** Nobody chose a directory. */
  unassigned: "AAAAAAAAAAAAAAAAAAAAAQ",
  /** The directory is gone. */
  lost: "AAAAAAAAAAAAAAAAAAAAAg",
} as const;

/** Whether no directory may have this id. */
export function isReservedDirectoryId(id: string): boolean {
  const bytes = Buffer.from(id, "base64url");
  for (let index = 0; index < 15; index++) if (bytes[index] !== 0) return false;
  return bytes[15]! < 100;
}
