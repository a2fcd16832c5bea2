import { errorCode } from "@ottla/protocol";
import { Refusal } from "./refusal.ts";

/**
 * Refuses what may take no time at all. The controller begins nothing whose time is over, and where none was given that is
 * so from the start. Where nothing is asked for, nothing needs time.
 */
export function refuseOutOfTime(
  { timeoutMs }: { readonly timeoutMs: number },
  asked: readonly unknown[] | null,
): Refusal | null {
  const isInTime = timeoutMs > 0 || asked?.length === 0;
  return isInTime ? null : new Refusal(errorCode.REQUEST_TIMED_OUT);
}
