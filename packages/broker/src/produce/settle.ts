import { errorCode } from "@ottla/protocol";
import type { Clock } from "@ottla/runtime";
import type { AppendedPartition } from "./append-produced.ts";
import { type ProducedPartition, producedError } from "./refusal-answer.ts";

/**
 * The answers once all that was appended is written, or has failed; those still on their way when the time is over say so. One
 * promise for all of it: this is the way of every request that writes.
 */
export function settle(
  appended: readonly AppendedPartition[],
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<readonly ProducedPartition[]> {
  return new Promise((resolve) => {
    const answers = appended.map(({ answer }) => answer);
    const unsettled = new Set<number>();
    const timer = clock.schedule(timeoutMs, () => {
      const code = errorCode.REQUEST_TIMED_OUT;
      resolve(
        answers.map((answer, index) => (unsettled.has(index) ? { ...answer, errorCode: code } : answer)),
      );
    });
    const oneIsSettled = (index: number): void => {
      unsettled.delete(index);
      if (unsettled.size > 0) return;
      timer.cancel();
      resolve(answers);
    };
    appended.forEach(({ answer, written }, index) => {
      if (written === null) return;
      unsettled.add(index);
      written.then(
        () => oneIsSettled(index),
        () => {
          // The log has said what happened to the disk, and is without these records again.
          answers[index] = producedError(answer.index, errorCode.KAFKA_STORAGE_ERROR);
          oneIsSettled(index);
        },
      );
    });
    if (unsettled.size === 0) oneIsSettled(-1);
  });
}
