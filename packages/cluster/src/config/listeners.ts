/** Where something listens. An empty host is every interface of the machine, of both IP versions. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export type SecurityProtocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";

export interface Listener extends HostAndPort {
  /** In upper case, whatever it was given in. */
  readonly name: string;
  readonly securityProtocol: SecurityProtocol;
}

const securityProtocols: readonly string[] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

/** A listener or a protocol that cannot be read; the message says why, in Kafka's words where it has any. */
export class ListenerFault extends Error {
  override readonly name = "ListenerFault";
}

/**
 * Reads `listeners` and `advertised.listeners`: `PLAINTEXT://:9092`, `CONTROLLER://[::1]:9093`.
 *
 * @throws {ListenerFault} for the first that cannot be read.
 */
export function parseListeners(
  texts: readonly string[],
  protocolMap: ReadonlyMap<string, SecurityProtocol>,
): Listener[] {
  return texts.map((text) => parseListener(text, protocolMap));
}

function parseListener(text: string, protocolMap: ReadonlyMap<string, SecurityProtocol>): Listener {
  const [, name, host = "", portText] = /^(.*):\/\/\[?([-0-9a-zA-Z%._:]*)\]?:(-?[0-9]+)$/.exec(text) ?? [];
  const port = Number(portText);
  if (name === undefined || port < 0 || port > 65_535) {
    throw new ListenerFault(`Unable to parse ${text} to a broker endpoint`);
  }
  const upperName = name.toUpperCase();
  const securityProtocol = protocolMap.get(upperName);
  if (securityProtocol === undefined) {
    throw new ListenerFault(`No security protocol defined for listener ${upperName}`);
  }
  return { name: upperName, host, port, securityProtocol };
}

/** A listener as it is written: an IPv6 address in brackets. */
export function listenerText({ name, host, port }: Listener): string {
  return `${name}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

const protocolMapKey = "listener.security.protocol.map";

/**
 * Reads `listener.security.protocol.map`: `CONTROLLER:PLAINTEXT,EXTERNAL:SSL`.
 *
 * @throws {ListenerFault}
 */
export function parseProtocolMap(text: string): Map<string, SecurityProtocol> {
  const map = new Map<string, SecurityProtocol>();
  for (const entry of text.split(",").map((each) => each.trim())) {
    if (entry === "") continue;
    const colon = entry.lastIndexOf(":");
    if (colon < 0)
      throw new ListenerFault(`${entry} in ${protocolMapKey} is not of the form LISTENER:PROTOCOL`);
    const protocol = entry.slice(colon + 1).trim();
    if (!isSecurityProtocol(protocol)) {
      throw new ListenerFault(`Invalid security protocol \`${protocol}\` defined in ${protocolMapKey}`);
    }
    map.set(entry.slice(0, colon).trim().toUpperCase(), protocol);
  }
  return map;
}

function isSecurityProtocol(text: string): text is SecurityProtocol {
  return securityProtocols.includes(text);
}
