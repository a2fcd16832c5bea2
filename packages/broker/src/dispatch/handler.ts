import type { Api, RequestOf, ResponseInput } from "@ottla/protocol";
import type { Broker } from "../services.ts";
import type { Client } from "./client.ts";

/** What surrounds a request. */
export interface RequestContext {
  /** The version that the client chose, within the handler's range. */
  readonly apiVersion: number;
  readonly clientId: string | null;
  readonly client: Client;
  readonly broker: Broker;
}

/**
 * `"no answer"` is for requests that want none (Produce with `acks=0`); `"disconnect"` for those that Apache Kafka
 * answers by closing the connection.
 */
export type Reply<A extends Api> = ResponseInput<A> | "no answer" | "disconnect";

/** The answer to one API. */
export interface Handler<A extends Api = Api> {
  readonly api: A;
  /** Versions that we serve: those of the protocol unless narrowed. */
  readonly versions: readonly [lowest: number, highest: number];
  /** Versions that ApiVersions advertises, where they differ from those served. */
  readonly advertised: readonly [lowest: number, highest: number];
  /** See `PendingAnswer.mayOverlap`. */
  readonly mayOverlap: boolean;
  handle(request: RequestOf<A>, context: RequestContext): Reply<A> | Promise<Reply<A>>;
}

/** States how an API is answered. One handler, one file, named as the file that declares the API. */
export function handler<A extends Api>(
  api: A,
  handle: (request: RequestOf<A>, context: RequestContext) => Reply<A> | Promise<Reply<A>>,
  options: {
    versions?: readonly [number, number];
    advertised?: readonly [number, number];
    mayOverlap?: boolean;
  } = {},
): Handler<A> {
  const versions = options.versions ?? api.stableVersions;
  return {
    api,
    versions,
    advertised: options.advertised ?? versions,
    mayOverlap: options.mayOverlap ?? false,
    handle,
  };
}
