/** Where something listens. An empty host is every interface of the machine, of both IP versions. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export type SecurityProtocol = "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | "SASL_SSL";

export interface Listener extends HostAndPort {
  /** As in `listeners`, in upper case. */
  readonly name: string;
  readonly securityProtocol: SecurityProtocol;
}

const securityProtocols: readonly string[] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

/** Something about a listener is not as it must be; the message says what, in the words of Kafka where it has any. */
export class ListenerFault extends Error {
  override readonly name = "ListenerFault";
}

/**
 * Reads `listeners`, `advertised.listeners` and keys like them: `PLAINTEXT://:9092`, `SSL://[::1]:9093`. A listener whose
 * name is a security protocol needs no entry in the map unless the map was given.
 *
 * @throws {ListenerFault}
 */
export function parseListeners(
  texts: readonly string[],
  protocolMap: ReadonlyMap<string, SecurityProtocol>,
): Listener[] {
  return texts.filter((text) => text !== "").map((text) => parseListener(text, protocolMap));
}

function parseListener(text: string, protocolMap: ReadonlyMap<string, SecurityProtocol>): Listener {
  const [, name, bracketed, plain = "", portText] =
    /^(.*):\/\/(?:\[([0-9a-fA-F:%.]+)\]|([^:[\]]*)):(-?[0-9]+)$/.exec(text) ?? [];
  const port = Number(portText);
  if (name === undefined || port > 65535) {
    throw new ListenerFault(`Unable to parse ${text} to a broker endpoint`);
  }
  const upper = name.toUpperCase();
  const securityProtocol = protocolMap.get(upper);
  if (securityProtocol === undefined) {
    throw new ListenerFault(`No security protocol defined for listener ${upper}`);
  }
  return { name: upper, host: bracketed ?? plain, port, securityProtocol };
}

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
    if (colon < 0) throw new ListenerFault(`'${entry}' is not of the form LISTENER:PROTOCOL`);
    const name = entry.slice(0, colon).trim().toUpperCase();
    const protocol = entry.slice(colon + 1).trim();
    if (!isSecurityProtocol(protocol)) {
      throw new ListenerFault(
        `'${protocol}' of listener ${name} is no security protocol: it must be one of ${securityProtocols.join(", ")}`,
      );
    }
    map.set(name, protocol);
  }
  return map;
}

function isSecurityProtocol(text: string): text is SecurityProtocol {
  return securityProtocols.includes(text);
}
