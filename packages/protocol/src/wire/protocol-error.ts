/** What is wrong with bytes that do not decode, or with a value that does not encode. */
export type ProtocolFault =
  /** The bytes end before the message does. */
  | "truncated"
  /** A length, count or value that no message can have. */
  | "invalid"
  /** A message has no such version. */
  | "unsupported version"
  /** A value that the version has no place for, or that its type cannot hold. */
  | "unencodable";

/** Bytes that are not a message, or a value that cannot become one. */
export class ProtocolError extends Error {
  readonly fault: ProtocolFault;

  constructor(fault: ProtocolFault, message: string) {
    super(message);
    this.name = "ProtocolError";
    this.fault = fault;
  }
}
