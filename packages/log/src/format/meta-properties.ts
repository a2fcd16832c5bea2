/** `meta.properties`, version 1 (KIP-631, KIP-858): whose directory this is. */
export interface MetaProperties {
  readonly clusterId: string;
  readonly nodeId: number;
  /** Null in directories from before KIP-858; given one when they are opened. */
  readonly directoryId: string | null;
}

export const metaPropertiesFileName = "meta.properties";

/** As Kafka writes it, comments and order included: neither carries meaning. */
export function encodeMetaProperties(meta: MetaProperties, writtenAt: Date): string {
  const lines = ["#", `#${writtenAt.toUTCString()}`, `node.id=${meta.nodeId}`];
  if (meta.directoryId !== null) lines.push(`directory.id=${meta.directoryId}`);
  lines.push("version=1", `cluster.id=${meta.clusterId}`);
  return `${lines.join("\n")}\n`;
}

/** The properties, or what is wrong with them in words that continue "meta.properties …". */
export function decodeMetaProperties(text: string): MetaProperties | { readonly fault: string } {
  const properties = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!\s][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) properties.set(match[1], match[2] ?? "");
  }
  const version = properties.get("version");
  if (version === "0")
    return { fault: "has version 0, from before KRaft: migrate with Apache Kafka 3.9 first" };
  if (version !== "1") return { fault: `has the version "${version ?? ""}", only 1 is known` };
  const clusterId = properties.get("cluster.id");
  if (clusterId === undefined || clusterId === "") return { fault: "lacks cluster.id" };
  const nodeId = properties.get("node.id");
  if (nodeId === undefined || !/^\d+$/.test(nodeId)) return { fault: "lacks a numeric node.id" };
  return { clusterId, nodeId: Number(nodeId), directoryId: properties.get("directory.id") ?? null };
}

/** A new directory id: 16 random bytes in base64url, but none that begins with a dash, which tools take for an option. */
export function directoryIdFrom(randomBytes: Uint8Array): string {
  const bytes = Buffer.from(randomBytes.subarray(0, 16));
  const id = bytes.toString("base64url");
  if (!id.startsWith("-")) return id;
  bytes.writeUInt8(bytes.readUInt8(0) ^ 0x80, 0);
  return bytes.toString("base64url");
}
