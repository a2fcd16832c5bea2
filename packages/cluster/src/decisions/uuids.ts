import type { Random } from "@ottla/runtime";

/** A random id. None begins with `-`, which tools would take for an option (as in Kafka's `Uuid.randomUuid`). */
export function randomUuid(random: Random): string {
  for (;;) {
    const bytes = random.bytes(16);
    // RFC 9562, version 4.
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const uuid = Buffer.from(bytes).toString("base64url");
    if (!uuid.startsWith("-")) return uuid;
  }
}
