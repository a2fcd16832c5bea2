import { errorCode } from "@ottla/protocol";
import type { Clock } from "@ottla/runtime";
import type { AppendedPartition } from "./append-produced.ts";
import { type ProducedPartition, producedError } from "./refusal-answer.ts";

/** The answers once all that was appended is written, or has failed; those still on their way when the time is over say so. */
export async function settle(
  appended: readonly AppendedPartition[],
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<ProducedPartition[]> {
  const answers = appended.map(({ answer, written }) =>
    written === null ? answer : { ...answer, errorCode: errorCode.REQUEST_TIMED_OUT },
  );
  const all = Promise.all(
    appended.map(async ({ answer, written }, index) => {
      try {
        await written;
        answers[index] = answer;
      } catch {
        // The log has said what happened to the disk, and is without these records again.
        answers[index] = producedError(answer.index, errorCode.KAFKA_STORAGE_ERROR);
      }
    }),
  );
  const expired = Promise.withResolvers<void>();
  const timer = clock.schedule(timeoutMs, expired.resolve);
  await Promise.race([all, expired.promise]);
  timer.cancel();
  return answers;
}
