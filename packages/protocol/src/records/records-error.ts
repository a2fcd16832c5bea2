/** Bytes that claim to be a record batch and cannot be read as one. */
export class RecordsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RecordsError";
  }
}
