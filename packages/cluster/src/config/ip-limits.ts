/**
 * Reads `max.connections.per.ip.overrides`: `127.0.0.1:200,host.example:50`. A fault is told as Kafka tells it.
 */
export function parseIpLimits(text: string): ReadonlyMap<string, number> | { readonly fault: string } {
  const limits = new Map<string, number>();
  for (const entry of text.split(",").map((each) => each.trim())) {
    if (entry === "") continue;
    const colon = entry.lastIndexOf(":");
    if (colon < 0) {
      const reason = `begin 0, end -1, length ${entry.length}`;
      return { fault: `Error parsing configuration property 'max.connections.per.ip.overrides': ${reason}` };
    }
    const numberText = entry.slice(colon + 1).trim();
    if (!/^[+-]?\d{1,10}$/.test(numberText)) return { fault: `For input string: "${numberText}"` };
    limits.set(entry.slice(0, colon).trim(), Number(numberText));
  }
  return limits;
}

/** Which of the hosts cannot be any, as Kafka says it; null where all can. */
export function ipLimitFault(limits: ReadonlyMap<string, number>): string | null {
  const invalid = [...limits.keys()].filter((host) => !/^[-0-9a-zA-Z%._:]*$/.test(host));
  if (invalid.length === 0) return null;
  return `max.connections.per.ip.overrides contains invalid addresses : ${invalid.join(",")}`;
}
