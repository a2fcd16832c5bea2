/** What the command line says, for every show of interop. */
import type { TargetName } from "./foundation/broker.ts";

export interface Options {
  /** The broker under test. */
  readonly target: TargetName;
  /** Where it listens. */
  readonly port: number;
  /** Replays everything that chance decides. */
  readonly seed: number;
  /** Only cases or clients whose name matches. */
  readonly only: RegExp | undefined;
  /** How often, where a show repeats: cycles, lines, frames. */
  readonly count: number | undefined;
  /** Where answers of Apache Kafka come from: the running one, or those recorded in the repository. */
  readonly reference: "live" | "golden";
  /** Write what Apache Kafka answers into the repository. */
  readonly record: boolean;
}
