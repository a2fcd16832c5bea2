/** What a fault run is given. */
export interface FaultRun {
  readonly cycles: number;
  readonly seed: number;
  /** Further arguments, as `node:util` parses them. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly say: (text: string) => void;
}

export interface FaultResult {
  readonly passed: number;
  readonly failed: number;
}

/** Something that goes wrong again and again, and what must hold each time. */
export interface Fault {
  readonly about: string;
  readonly cycles: number;
  run(run: FaultRun): Promise<FaultResult>;
}
