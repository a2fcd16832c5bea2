/** A log directory that cannot be used: which, why, and what to do. Meant to be read by whoever starts the broker. */
export class LogDirectoryError extends Error {
  readonly path: string;

  constructor(path: string, fault: string, remedy: string, options?: ErrorOptions) {
    super(`The log directory ${path} ${fault}. ${remedy}`, options);
    this.name = "LogDirectoryError";
    this.path = path;
  }
}
