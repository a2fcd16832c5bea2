import type { InOf, OutOf, Shape } from "./field.ts";
import { Message, type VersionRange } from "./message.ts";

/** Who serves an API: brokers, controllers, or both on their own listeners. */
export type ListenerKind = "broker" | "controller";

/** One API: its request and response in all their versions. */
export interface Api<Req extends Shape = Shape, Res extends Shape = Shape> {
  readonly key: number;
  readonly name: string;
  readonly versions: VersionRange;
  /** Versions that are promised to stay: those that a broker serves unless told otherwise. */
  readonly stableVersions: VersionRange;
  readonly flexible: number;
  readonly listeners: readonly ListenerKind[];
  readonly request: Message<Req>;
  readonly response: Message<Res>;
}

/** Declares an API. `flexible` is left out where no version is; `listeners` where brokers alone serve it. */
export function api<const Req extends Shape, const Res extends Shape>(
  key: number,
  name: string,
  options: {
    versions: VersionRange;
    /** The highest version that is stable, where the newest is not. */
    stableUntil?: number;
    flexible?: number;
    listeners?: readonly ListenerKind[];
    request: Req;
    response: Res;
  },
): Api<Req, Res> {
  const { versions, flexible = Number.POSITIVE_INFINITY } = options;
  return {
    key,
    name,
    versions,
    stableVersions: [versions[0], options.stableUntil ?? versions[1]],
    flexible,
    listeners: options.listeners ?? ["broker"],
    request: new Message(`${name}Request`, { versions, flexible, fields: options.request }),
    response: new Message(`${name}Response`, { versions, flexible, fields: options.response }),
  };
}

/** What decoding a request or response gives: every field is there. */
export type RequestOf<A> = A extends Api<infer Req> ? OutOf<Req> : never;
export type ResponseOf<A> = A extends Api<Shape, infer Res> ? OutOf<Res> : never;

/** What encoding takes: fields with a default, or not in all versions, may be left out. */
export type RequestInput<A> = A extends Api<infer Req> ? InOf<Req> : never;
export type ResponseInput<A> = A extends Api<Shape, infer Res> ? InOf<Res> : never;
