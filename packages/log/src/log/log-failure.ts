/** The disk did not do what it was asked to. Rejects the appends that it concerns; none of them is in the log. */
export class LogFailure extends Error {
  /**
   * Whether what is on the disk cannot be known any more: after a failed sync, the system may have thrown away what it
   * could not write, and report success the next time. Only a restart, which reads everything again, tells.
   */
  readonly isFatal: boolean;

  constructor(path: string, cause: Error, { isFatal }: { readonly isFatal: boolean }) {
    super(`${path}: ${remedyOf(cause)}`, { cause });
    this.name = "LogFailure";
    this.isFatal = isFatal;
  }
}

function remedyOf(cause: Error): string {
  const code = "code" in cause ? cause.code : undefined;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full. Appends are refused until there is space again.";
    case "EROFS":
      return "the disk is read-only. Appends are refused until it can be written again.";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open. Raise the limit (ulimit -n).";
    default:
      return `the disk failed: ${cause.message}`;
  }
}
