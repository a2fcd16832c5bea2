import type { HostAndPort } from "./listeners.ts";

/** A voter of the controller quorum as `controller.quorum.voters` names it. */
export interface QuorumVoter extends HostAndPort {
  readonly id: number;
}

/** Reads `1@localhost:9093`. */
export function parseQuorumVoter(text: string): QuorumVoter | { readonly fault: string } {
  const [idText = "", address] = split(text, "@");
  if (address === undefined) {
    return { fault: `Invalid value for controller.quorum.voters: '${text}' is not of the form id@host:port` };
  }
  if (!/^\d{1,10}$/.test(idText)) return { fault: `Failed to parse voter ID as an integer from ${text}` };
  const parsed = parseBootstrapServer(address);
  return "fault" in parsed ? parsed : { id: Number(idText), ...parsed };
}

/** Reads `localhost:9093` or `[::1]:9093`. */
export function parseBootstrapServer(text: string): HostAndPort | { readonly fault: string } {
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (portText === undefined || port > 65535) {
    return { fault: `Failed to parse host name and port from ${text}` };
  }
  return { host: bracketed ?? plain ?? "", port };
}

function split(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
