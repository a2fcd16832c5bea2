import type { ClientSite } from "./virtual-client.ts";

/** Resolves when so much virtual time has passed, unless the machine's program is ended before. */
export function pause({ world }: ClientSite, delayMs: number): Promise<void> {
  return new Promise((resolve) => world.clock.schedule(delayMs, resolve));
}

/** Virtual time, the same for all machines: when something began and ended. */
export function elapsed({ world }: ClientSite): number {
  return world.clock.monotonic();
}

/** Tells clients that it is time to come to an end: they finish what they have begun. */
export interface Closing {
  readonly isClosing: boolean;
}
