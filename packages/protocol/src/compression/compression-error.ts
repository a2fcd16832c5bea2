/**
 * Why bytes did not decompress: `corrupt` when they are not what the codec writes, `tooLarge` when they would
 * grow beyond the caller's limit, `unavailable` when this runtime lacks the codec.
 */
export type CompressionFault = "corrupt" | "tooLarge" | "unavailable";

export class CompressionError extends Error {
  readonly fault: CompressionFault;

  constructor(fault: CompressionFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CompressionError";
    this.fault = fault;
  }
}
