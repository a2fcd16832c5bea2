import type { Api, RequestOf, ResponseInput } from "@ottla/protocol";
import type { SharedBuffer } from "@ottla/runtime";
import type { Broker, Node } from "../services.ts";
import type { Client } from "./client.ts";
import type { Refusal } from "./refusal.ts";

/** What surrounds a request. */
export interface RequestContext<N extends Node = Broker> {
  /** The version that the client chose, within the handler's range. */
  readonly apiVersion: number;
  readonly clientId: string | null;
  readonly client: Client;
  /** What the request lies in: who keeps a part of it longer than the handler leaves the frame holds on to this. Null: it must be copied. */
  readonly memory: SharedBuffer | null;
  /** The node that answers: for APIs that controllers serve too, it may be no broker. */
  readonly broker: N;
  /**
   * Calls back when the system has taken all of the answer: what it was made of, and on loan, may be given back then. Not
   * called where the connection ends first.
   */
  whenSent(callback: () => void): void;
}

/**
 * `"no answer"` is for requests that want none (Produce with `acks=0`); `"disconnect"` for those that Apache Kafka
 * answers by closing the connection; a `Refusal` says of the whole request why it is refused.
 */
export type Reply<A extends Api> = ResponseInput<A> | Refusal | "no answer" | "disconnect";

/** The answer to one API. */
export interface Handler<A extends Api = Api, N extends Node = Broker> {
  readonly api: A;
  /** Versions that we serve: those of the protocol unless narrowed. */
  readonly versions: readonly [lowest: number, highest: number];
  /** Versions that ApiVersions advertises, where they differ from those served; null: it keeps quiet about the API. */
  readonly advertised: readonly [lowest: number, highest: number] | null;
  /**
   * Whether a request takes effect before its first wait, and needs none of its byte fields afterwards: see
   * `PendingAnswer.mayOverlap` and `leavesFrame`.
   */
  takesEffectAtOnce(request: RequestOf<A>): boolean;
  handle(request: RequestOf<A>, context: RequestContext<N>): Reply<A> | Promise<Reply<A>>;
}

/** States how an API is answered. One handler, one file, named as the file that declares the API. */
export function handler<A extends Api, N extends Node = Broker>(
  api: A,
  handle: (request: RequestOf<A>, context: RequestContext<N>) => Reply<A> | Promise<Reply<A>>,
  options: {
    versions?: readonly [number, number];
    advertised?: readonly [number, number] | null;
    takesEffectAtOnce?: (request: RequestOf<A>) => boolean;
  } = {},
): Handler<A, N> {
  const versions = options.versions ?? api.stableVersions;
  return {
    api,
    versions,
    advertised: options.advertised === undefined ? versions : options.advertised,
    takesEffectAtOnce: options.takesEffectAtOnce ?? (() => false),
    handle,
  };
}
