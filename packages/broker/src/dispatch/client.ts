import type { ListenerKind } from "@ottla/protocol";

/** Who sends requests over a connection. */
export interface Client {
  /** Name of the listener it came in by, as in `listeners`. */
  readonly listenerName: string;
  /** Whether clients of brokers or of controllers come in by it. */
  readonly listenerKind: ListenerKind;
  /** Without a port: what Kafka reports as a member's host is `/` and this. */
  readonly address: string;
  readonly port: number;
  /** `User:ANONYMOUS` unless the listener authenticates. */
  readonly principal: string;
  /** What ApiVersions v3+ told about the client library; empty until then. */
  softwareName: string;
  softwareVersion: string;
  /** Aborted when the connection closes: parked work is dropped. */
  readonly closed: AbortSignal;
}
