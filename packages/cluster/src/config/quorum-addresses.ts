import type { HostAndPort } from "./listeners.ts";

/** A voter of the controller quorum. */
export interface QuorumVoter extends HostAndPort {
  readonly id: number;
}

const votersKey = "controller.quorum.voters";
const serversKey = "controller.quorum.bootstrap.servers";
const voterForm = "Each entry should be in the form `{id}@{host}:{port}`.";

/** Reads an entry of `controller.quorum.voters`: `1@localhost:9093`. */
export function parseQuorumVoter(text: string): QuorumVoter | { readonly fault: string } {
  const parts = text.split("@");
  const [idText = "", address] = parts;
  if (parts.length !== 2 || address === undefined || address === "") {
    return { fault: `Invalid configuration value for ${votersKey}. ${voterForm}` };
  }
  if (!/^[+-]?\d{1,10}$/.test(idText))
    return { fault: `Failed to parse voter ID as an integer from ${idText}` };
  const unreadable = `Failed to parse host name from entry ${text} for the configuration ${votersKey}. ${voterForm}`;
  const parsed = parseHostAndPort(address, unreadable);
  return "fault" in parsed ? parsed : { id: Number(idText), ...parsed };
}

/** Reads an entry of `controller.quorum.bootstrap.servers`: `localhost:9093` or `[::1]:9093`. */
export function parseBootstrapServer(text: string): HostAndPort | { readonly fault: string } {
  const form = `Each entry should be in the form "{host}:{port}"`;
  return parseHostAndPort(
    text,
    `Failed to parse host name from ${text} for the configuration ${serversKey}. ${form}`,
  );
}

/** Takes what Kafka takes: a scheme before the address does not count. */
function parseHostAndPort(text: string, unreadable: string): HostAndPort | { readonly fault: string } {
  const [, host, portText] = /^.*?\[?([-0-9a-zA-Z%._:]*)\]?:([0-9]+)$/.exec(text) ?? [];
  if (host === undefined) return { fault: unreadable };
  const port = Number(portText);
  return port > 65_535 ? { fault: `port out of range:${port}` } : { host, port };
}
