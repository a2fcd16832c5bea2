/**
 * An address as Java prints it, and so as tools of Apache Kafka know members of groups: IPv6 in all its eight parts, without
 * leading zeros.
 */
export function javaAddress(address: string): string {
  if (!address.includes(":")) return address;
  const [plain = "", zone] = address.split("%");
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = Math.max(0, ipv6Parts - before.length - after.length);
  const zeros = Array.from({ length: missing }, () => "0");
  const parts = [...before, ...zeros, ...after].map((part) => part.replace(/^0+(?=.)/, ""));
  return parts.join(":") + (zone === undefined ? "" : `%${zone}`);
}

const ipv6Parts = 8;
