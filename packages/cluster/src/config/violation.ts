/** Settings that are each valid and do not go together. */
export interface Violation {
  /** The key to blame. */
  readonly name: string;
  /** The rule that is broken, in Kafka's words where it has the rule. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}
