import { errorCode } from "@ottla/protocol";
import { Refusal } from "./refusal.ts";

/**
 * Refuses what may take no time at all. The controller begins nothing whose time is over, and where none was given that is
 * so from the start.
 */
export function refuseOutOfTime({ timeoutMs }: { readonly timeoutMs: number }): Refusal | null {
  return timeoutMs > 0 ? null : new Refusal(errorCode.REQUEST_TIMED_OUT);
}
