/** A topic that clients of a simulation use: it is there all the time. */
export interface Topic {
  readonly name: string;
  readonly id: string;
  readonly partitionCount: number;
}
