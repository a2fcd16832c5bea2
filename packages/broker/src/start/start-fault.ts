/** The node cannot start for reasons that its operator can mend: each names the key or path, the fault, and the remedy. */
export class StartFault extends Error {
  readonly faults: readonly string[];

  constructor(...faults: string[]) {
    super(faults.join("\n"));
    this.name = "StartFault";
    this.faults = faults;
  }
}
