import { ProtocolError } from "../wire/protocol-error.ts";
import type { Reader } from "../wire/reader.ts";
import type { Writer } from "../wire/writer.ts";
import { compileDecoder } from "./compile-decoder.ts";
import { compileEncoder } from "./compile-encoder.ts";
import type { InOf, OutOf, Shape } from "./field.ts";

/** Versions that exist, inclusive. */
export type VersionRange = readonly [lowest: number, highest: number];

/** A message in all its versions: one object type stands for all of them. */
export class Message<S extends Shape = Shape> {
  readonly name: string;
  readonly versions: VersionRange;
  /** First flexible version (KIP-482); Infinity: none is. */
  readonly flexible: number;
  readonly fields: S;
  readonly #decoders: ((reader: Reader) => unknown)[] = [];
  readonly #encoders: ((writer: Writer, value: unknown) => void)[] = [];

  constructor(name: string, options: { versions: VersionRange; flexible: number; fields: S }) {
    this.name = name;
    this.versions = options.versions;
    this.flexible = options.flexible;
    this.fields = options.fields;
  }

  /** Reads the message; what follows it is left. Throws `ProtocolError`. */
  decode(reader: Reader, version: number): OutOf<S> {
    const decode = this.#decoders[version] ?? this.#compileDecoder(version);
    // Compiled from `fields`, whose type this is.
    return decode(reader) as OutOf<S>;
  }

  /** Writes the message. Throws `ProtocolError` where the version has no place for a value that is given. */
  encode(writer: Writer, value: InOf<S>, version: number): void {
    const encode = this.#encoders[version] ?? this.#compileEncoder(version);
    encode(writer, value);
  }

  #compileDecoder(version: number): (reader: Reader) => unknown {
    this.#checkVersion(version);
    const decode = compileDecoder(this, version);
    this.#decoders[version] = decode;
    return decode;
  }

  #compileEncoder(version: number): (writer: Writer, value: unknown) => void {
    this.#checkVersion(version);
    const encode = compileEncoder(this, version);
    this.#encoders[version] = encode;
    return encode;
  }

  #checkVersion(version: number): void {
    if (Number.isInteger(version) && version >= this.versions[0] && version <= this.versions[1]) return;
    throw new ProtocolError(
      "unsupported version",
      `${this.name} has versions ${this.versions.join(" to ")}, not ${version}`,
    );
  }
}

/** Declares a message that is not a request or response: a header, a record of an internal topic, embedded data. */
export function message<const S extends Shape>(
  name: string,
  options: { versions: VersionRange; flexible?: number; fields: S },
): Message<S> {
  return new Message(name, { flexible: Number.POSITIVE_INFINITY, ...options });
}

/** What decoding gives, and what encoding takes. */
export type MessageOf<M> = M extends Message<infer S> ? OutOf<S> : never;
export type MessageInput<M> = M extends Message<infer S> ? InOf<S> : never;
