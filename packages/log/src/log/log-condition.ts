import type { Clock } from "@ottla/runtime";
import type { DirectoryPath } from "../segment/open-files.ts";
import { LogError } from "./log-error.ts";
import { LogFailure } from "./log-failure.ts";
import type { LogHooks } from "./log-options.ts";

/** How long appends are refused without another attempt after the disk could not be repaired. */
const repairAfterMs = 1000;

export interface LogConditionOptions {
  readonly directory: DirectoryPath;
  readonly clock: Clock;
  /** Brings memory and disk to agree again: cuts off what was not acknowledged. */
  readonly repair: () => Promise<void>;
  readonly onFailure: LogHooks["onFailure"];
}

/**
 * Whether a log takes appends.
 *
 *     open ──▶ repairing ──▶ open        a write failed, and what it left was cut off
 *                  ▲  └────▶ failed      the cut failed too; an append after a second tries again
 *                  └───────────┘
 *     any  ──▶ offline                   what is on the disk cannot be known any more, for good
 *     any  ──▶ closed
 */
export class LogCondition {
  readonly #options: LogConditionOptions;
  #kind: "open" | "repairing" | "failed" | "offline" | "closed" = "open";
  #failure: Error | null = null;
  #nextRepairMs = 0;

  constructor(options: LogConditionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#kind === "open";
  }

  get isClosed(): boolean {
    return this.#kind === "closed";
  }

  get isUnderRepair(): boolean {
    return this.#kind === "repairing";
  }

  /** What is in the way of appends; null while nothing is. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Why an append is refused now, in words; null if it is not. Tries a repair that is due. */
  whyNotOpen(): string | null {
    if (this.#kind === "open") return null;
    if (this.#kind === "closed") return "the log is closed";
    if (this.#kind === "failed" && this.#options.clock.monotonic() >= this.#nextRepairMs) {
      this.#kind = "repairing";
      void this.#repair();
    }
    return this.#failure?.message ?? "the log is being repaired";
  }

  /** A write failed. Appends wait until memory and disk agree again. */
  fail(error: Error): void {
    if (this.#kind === "offline" || this.#kind === "closed") return;
    const isFatal = error instanceof LogFailure && error.isFatal;
    const isUnderRepair = this.#kind === "repairing";
    this.#failure = error;
    this.#kind = isFatal ? "offline" : "repairing";
    this.#options.onFailure(error, { isFatal });
    if (!isFatal && !isUnderRepair) void this.#repair();
  }

  /** The directory that the log lies in has failed. */
  takeOffline(error: Error): void {
    if (this.#kind === "closed") return;
    this.#kind = "offline";
    this.#failure ??= error;
  }

  /** Refuses appends from here on. Returns whether all was well before. */
  close(): boolean {
    const wasOpen = this.#kind === "open";
    this.#kind = "closed";
    return wasOpen;
  }

  /** Runs something that changes what is written already, and refuses appends until it is done. */
  async suspend(change: () => Promise<void>): Promise<void> {
    const reason = this.whyNotOpen();
    if (reason !== null) throw new LogError(this.#options.directory.path, reason);
    this.#kind = "repairing";
    try {
      await change();
    } catch (error) {
      const failure = new LogFailure(this.#options.directory.path, error as Error, { isFatal: true });
      this.takeOffline(failure);
      throw failure;
    }
    this.#reopen();
  }

  async #repair(): Promise<void> {
    try {
      await this.#options.repair();
      this.#reopen();
    } catch (error) {
      if (this.#kind !== "repairing") return;
      this.#kind = "failed";
      this.#failure = new LogFailure(this.#options.directory.path, error as Error, { isFatal: false });
      this.#nextRepairMs = this.#options.clock.monotonic() + repairAfterMs;
    }
  }

  #reopen(): void {
    // Closed or taken offline meanwhile, it stays so.
    if (this.#kind !== "repairing") return;
    this.#kind = "open";
    this.#failure = null;
  }
}
