/** A member of the group: a foreign program that prints what it receives and commits, until its input ends. */
import { type Background, startProgram } from "../foundation/processes.ts";
import type { Deliveries } from "./deliveries.ts";

export interface MemberProgram {
  /** As the report says it. */
  readonly name: string;
  readonly program: string;
  readonly given: readonly string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** One that runs. */
export interface Member {
  readonly name: string;
  /** Records that it has printed. */
  received(): number;
  /** Partitions that it has at the moment. */
  share(): readonly number[];
  /** Whether it ended without being asked. */
  hasFailed(): boolean;
  /** `kill -9`; answers once everything that it printed before has been read. */
  kill(): Promise<void>;
  /** Asks it to commit, leave and end; answers its exit code. */
  stop(): Promise<number | null>;
  log(): string;
}

/**
 * Starts one. It prints lines with tabs between: `R partition offset key value` for every record, `C partition offset`
 * for every commit that has succeeded, and `A partition,partition,…` for its share after every rebalance.
 */
export function startMember(
  program: MemberProgram,
  deliveries: Deliveries,
  env: Record<string, string>,
): Member {
  let received = 0;
  let share: number[] = [];
  const read = (line: string): void => {
    const kind = line.charCodeAt(0);
    if (kind === 0x52) {
      received += 1;
      const [, partition, offset, key] = line.split("\t", 4) as [string, string, string, string];
      const valueAt = 2 + partition.length + 1 + offset.length + 1 + key.length + 1;
      deliveries.received(program.name, Number(partition), Number(offset), key, line.slice(valueAt));
    } else if (kind === 0x43) {
      const [, partition, offset] = line.split("\t");
      deliveries.committed(program.name, Number(partition), Number(offset));
    } else if (kind === 0x41) {
      share = line.slice(2).split(",").filter(Boolean).map(Number);
      deliveries.assigned(program.name);
    }
  };
  const background: Background = startProgram(program.program, program.given, {
    cwd: program.cwd,
    env: { ...env, ...program.env },
    encoding: "latin1",
    keepOutput: false,
    onLine: read,
  });
  const { child, ended, log } = background;
  let isAsked = false;
  return {
    name: program.name,
    received: () => received,
    share: () => share,
    hasFailed: () => !isAsked && (child.exitCode !== null || child.signalCode !== null),
    async kill() {
      isAsked = true;
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      isAsked = true;
      child.stdin?.end();
      return ended;
    },
    log,
  };
}
