import type { Clock } from "@ottla/runtime";

/** Why a node ends. */
export type EndReason = { readonly kind: "signal" } | { readonly kind: "failure"; readonly error: Error };

/** The part of `process` that this is about. */
interface SignalSource {
  on(signal: "SIGTERM" | "SIGINT", listener: () => void): unknown;
  on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): unknown;
  exit(code: number): never;
}

/** The code of a process that was told twice to stop. */
const forced = 130;
/** Control-C reaches a program twice where npm started it: from the terminal, and from npm, which hands it on. */
const sameSignalMs = 1000;

/**
 * Waits for the reason to end: a signal, or a failure that nothing can go on after. The first one counts; who signals again
 * does not want to wait for an orderly end, and gets none.
 */
export class Ending {
  readonly reason: Promise<EndReason>;
  #settle!: (reason: EndReason) => void;
  #signalledMs: number | null = null;

  constructor(source: SignalSource, clock: Pick<Clock, "monotonic">) {
    this.reason = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const onSignal = (): void => {
      const nowMs = clock.monotonic();
      if (this.#signalledMs !== null && nowMs - this.#signalledMs > sameSignalMs) source.exit(forced);
      this.#signalledMs ??= nowMs;
      this.#settle({ kind: "signal" });
    };
    source.on("SIGTERM", onSignal);
    source.on("SIGINT", onSignal);
    // What nobody expected leaves state that nobody can vouch for.
    source.on("uncaughtException", (error) => this.fail(error));
    source.on("unhandledRejection", (error) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#settle({ kind: "failure", error: error instanceof Error ? error : new Error(String(error)) });
  }
}
