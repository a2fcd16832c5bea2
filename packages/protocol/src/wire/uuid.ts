/** The id that stands for none. Ids are written as Kafka prints them: 16 bytes in base64url without padding. */
export const zeroUuid = "AAAAAAAAAAAAAAAAAAAAAA";

/** Characters of an id. */
export const uuidLength = 22;

/** The id in 16 bytes from `position`. */
export function uuidAt(buffer: Buffer, position: number): string {
  return buffer.toString("base64url", position, position + 16);
}

/** The 16 bytes of an id, or null when the text is not one. */
export function uuidBytes(uuid: string): Buffer | null {
  if (uuid.length !== uuidLength) return null;
  const bytes = Buffer.from(uuid, "base64url");
  return bytes.length === 16 ? bytes : null;
}
