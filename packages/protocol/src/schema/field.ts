import { zeroUuid } from "../wire/uuid.ts";

/** The types of the wire, as the protocol guide names them. */
export type PrimitiveName =
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "float64"
  | "bool"
  | "string"
  | "bytes"
  | "uuid"
  | "records";

/** What a field is made of. */
export type FieldKind =
  | { readonly type: "primitive"; readonly name: PrimitiveName }
  | { readonly type: "array"; readonly element: Field<unknown, unknown, boolean> }
  | { readonly type: "struct"; readonly fields: Shape };

/** Everything that a declaration says about a field. Versions are inclusive; Infinity means "and on". */
export interface FieldFacts {
  readonly kind: FieldKind;
  readonly since: number;
  readonly until: number;
  /** First version in which null is allowed; Infinity: never. */
  readonly nullableSince: number;
  readonly nullableUntil: number;
  /** Set: the value where the version has no place for the field, and where an encoder is given none. */
  readonly default: unknown;
  /** Set: the field stands among the tagged fields (KIP-482) under this number. */
  readonly tag: number | null;
  /** A value other than the default is dropped, not refused, where the version has no place for it. */
  readonly isIgnorable: boolean;
  /** The field keeps its plain encoding in flexible versions. */
  readonly isPlain: boolean;
}

/** Fields by name: a literal of a declaration. Plain object literals inside it are structs. */
export interface Shape {
  readonly [name: string]: Field<unknown, unknown, boolean> | Shape;
}

/**
 * A field of a message: `Out` is what decoding gives, `In` what encoding takes, `IsOptional` whether an encoder may be
 * given none. Modifiers return changed copies.
 */
export class Field<Out, In = Out, IsOptional extends boolean = false> {
  readonly facts: FieldFacts;
  /** Types only. */
  declare readonly types: { out: Out; in: In; isOptional: IsOptional };

  constructor(facts: FieldFacts) {
    this.facts = facts;
  }

  /** The field exists from this version on; before, it has its default. */
  since(version: number): Field<Out, In, true> {
    return new Field({ ...this.facts, since: version });
  }

  /** The last version with the field. */
  until(version: number): Field<Out, In, true> {
    return new Field({ ...this.facts, until: version });
  }

  /** Null is allowed, from the given version on and up to another where that is not all of them. */
  nullable(since = 0, until = Number.POSITIVE_INFINITY): Field<Out | null, In | null, IsOptional> {
    return new Field({ ...this.facts, nullableSince: since, nullableUntil: until });
  }

  default(value: In): Field<Out, In, true> {
    return new Field({ ...this.facts, default: value });
  }

  /** A tagged field: absent from the wire while it has its default. */
  tag(tag: number): Field<Out, In, true> {
    return new Field({ ...this.facts, tag });
  }

  /** Never compact, whatever the version. */
  plain(): Field<Out, In, IsOptional> {
    return new Field({ ...this.facts, isPlain: true });
  }

  ignorable(): Field<Out, In, IsOptional> {
    return new Field({ ...this.facts, isIgnorable: true });
  }
}

function primitive<Out, In = Out>(name: PrimitiveName): Field<Out, In> {
  return field({ type: "primitive", name });
}

function field<Out, In>(kind: FieldKind): Field<Out, In> {
  return new Field({
    kind,
    since: 0,
    until: Number.POSITIVE_INFINITY,
    nullableSince: Number.POSITIVE_INFINITY,
    nullableUntil: Number.POSITIVE_INFINITY,
    default: undefined,
    tag: null,
    isIgnorable: false,
    isPlain: false,
  });
}

export const int8 = primitive<number>("int8");
export const int16 = primitive<number>("int16");
export const uint16 = primitive<number>("uint16");
export const int32 = primitive<number>("int32");
export const uint32 = primitive<number>("uint32");
/** A number, exact to 2^53 - 1. */
export const int64 = primitive<number>("int64");
export const float64 = primitive<number>("float64");
export const bool = primitive<boolean>("bool");
export const string = primitive<string>("string");
/** Decoded as a view of the frame. */
export const bytes = primitive<Buffer, Uint8Array>("bytes");
/** 22 base64url characters, as Kafka prints it. */
export const uuid = primitive<string>("uuid");
/** Record batches, one after the other: decoded as a view of the frame, encoded from one piece or several. */
export const records = primitive<Buffer, Uint8Array | readonly Uint8Array[]>("records");

/** Any number of elements: of a field type, or of structs where a shape is given. */
export function array<E extends Field<unknown, unknown, boolean> | Shape>(
  element: E,
): Field<OutOf<E>[], readonly InOf<E>[]> {
  return field({ type: "array", element: asField(element) });
}

/** A struct that takes modifiers: plain object literals will do where none are needed. */
export function struct<S extends Shape>(fields: S): Field<OutOf<S>, InOf<S>> {
  return field({ type: "struct", fields });
}

export function asField(
  declared: Field<unknown, unknown, boolean> | Shape,
): Field<unknown, unknown, boolean> {
  return declared instanceof Field ? declared : struct(declared);
}

/** What decoding a declaration gives: every field is there, whatever the version. */
export type OutOf<D> =
  D extends Field<infer Out, unknown, boolean> ? Out : { -readonly [K in keyof D]: OutOf<D[K]> };

type OptionalKeys<S> = { [K in keyof S]: S[K] extends Field<unknown, unknown, true> ? K : never }[keyof S];

/** What encoding a declaration takes: fields that have a default, or are not in every version, may be left out. */
export type InOf<D> =
  D extends Field<unknown, infer In, boolean>
    ? In
    : { readonly [K in Exclude<keyof D, OptionalKeys<D>>]: InOf<D[K]> } & {
        readonly [K in OptionalKeys<D>]?: InOf<D[K]>;
      };

/** The value that a field has where nothing says otherwise: stated, or Kafka's zero of its type. */
export function defaultOf(facts: FieldFacts): unknown {
  if (facts.default !== undefined) return facts.default;
  switch (facts.kind.type) {
    case "array":
      return [];
    case "struct":
      return Object.fromEntries(
        Object.entries(facts.kind.fields).map(([name, declared]) => [
          name,
          defaultOf(asField(declared).facts),
        ]),
      );
    case "primitive":
      return zeroOf(facts.kind.name);
  }
}

const noBytes = Buffer.alloc(0);

/** Kafka's zero of a type. */
export function zeroOf(name: PrimitiveName): unknown {
  switch (name) {
    case "bool":
      return false;
    case "string":
      return "";
    case "bytes":
      return noBytes;
    case "records":
      return null;
    case "uuid":
      return zeroUuid;
    default:
      return 0;
  }
}
