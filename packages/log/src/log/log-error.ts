/** A partition's directory that cannot be served as it is: what is wrong with it, and what to do. */
export class LogError extends Error {
  readonly path: string;

  constructor(path: string, fault: string, options?: ErrorOptions) {
    super(`${path}: ${fault}`, options);
    this.name = "LogError";
    this.path = path;
  }
}
