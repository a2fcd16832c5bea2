import type { LoopWatcher } from "../ports.ts";

/** Who asked for work: the fields by which a line of the log tells it. Read only where the work stalled the loop. */
export interface StallOrigin {
  readonly stallFields: Readonly<Record<string, unknown>>;
}

/** A time in which the event loop did not turn. */
export interface Stall {
  readonly durationMs: number;
  /** Name of an activity, or one of {@link stallCauses}. */
  readonly cause: string;
  /** How much of it the cause is known to have taken. */
  readonly causeMs: number;
  /** Whose request it was, where the cause is an activity. */
  readonly origin: StallOrigin | null;
  /** What the thread computed meanwhile: much less than the stall where it waited for the disk or for a processor. */
  readonly cpuMs: number;
  readonly collectorMs: number;
  /** Every activity that ran meanwhile. */
  readonly activities: readonly string[];
}

/** Causes that are no activity. */
export const stallCauses = {
  collector: "garbage collection",
  /** The thread hardly computed: another program had the processor, or a synchronous call waited for the disk. */
  machine: "machine",
  other: "other",
} as const;

/** From here on it is a stall that somebody is told of. */
export const stallThresholdMs = 50;

/** A kind of work that is done on the loop. {@link StallWatch.activity} makes them. */
export class Activity {
  readonly name: string;
  /** Since the last turn: of work that was measured, and of gaps that ended with it. */
  measuredMs = 0;
  surmisedMs = 0;
  longestMs = 0;
  origin: StallOrigin | null = null;
  isListed = false;

  constructor(name: string) {
    this.name = name;
  }

  forget(): void {
    this.measuredMs = 0;
    this.surmisedMs = 0;
    this.longestMs = 0;
    this.origin = null;
    this.isListed = false;
  }
}

/** A stall whose collections may not all have been told yet. */
interface Unsettled {
  readonly fromMs: number;
  readonly toMs: number;
  readonly durationMs: number;
  readonly cpuMs: number;
  collectorMs: number;
  readonly activities: readonly string[];
  readonly measured: Suspect;
  readonly surmised: Suspect;
}

interface Suspect {
  readonly name: string;
  readonly ms: number;
  readonly origin: StallOrigin | null;
}

/**
 * Finds stalls of the event loop and who caused them. The loop says when it turns; whoever works on it says for how long, which
 * costs two reads of the clock and no memory. A stall is as long as the loop was late, or as the longest piece of work between
 * two turns: what nobody measured may be up to one interval of turns longer than it seems.
 *
 * The cause is whatever took at least half of it. Garbage collections become known a little later than what they stalled, and so a
 * stall is told at the turn after the one that found it.
 */
export class StallWatch implements LoopWatcher {
  /** The longest so far, below the threshold too; null before the first turn that came late. */
  longest: Stall | null = null;
  /** Stalls from the threshold on. */
  count = 0;
  /** Whether any activity ran so far. */
  hasWorked = false;
  readonly #thresholdMs: number;
  readonly #onStall: (stall: Stall) => void;
  readonly #onDelay: (delayMs: number) => void;
  /** Those that ran since the last turn. */
  readonly #ran: Activity[] = [];
  #lastTurnMs = Number.NEGATIVE_INFINITY;
  /** The last moment at which the loop is known to have come from one thing to another. */
  #lastMarkMs = Number.NEGATIVE_INFINITY;
  #longestRunMs = 0;
  #collectorMs = 0;
  #unsettled: Unsettled | null = null;

  constructor(
    options: {
      thresholdMs?: number;
      onStall?: (stall: Stall) => void;
      /** How late each turn came. */
      onDelay?: (delayMs: number) => void;
    } = {},
  ) {
    this.#thresholdMs = options.thresholdMs ?? stallThresholdMs;
    this.#onStall = options.onStall ?? (() => undefined);
    this.#onDelay = options.onDelay ?? (() => undefined);
  }

  activity(name: string): Activity {
    return new Activity(name);
  }

  /** A piece of work, without a wait in it, is done. */
  ran(activity: Activity, fromMs: number, toMs: number, origin: StallOrigin): void {
    const ms = toMs - fromMs;
    this.#lastMarkMs = toMs;
    this.#list(activity);
    activity.measuredMs += ms;
    if (ms > this.#longestRunMs) this.#longestRunMs = ms;
    if (ms >= activity.longestMs) {
      activity.longestMs = ms;
      activity.origin = origin;
    }
  }

  /**
   * Work goes on after a wait. Nobody saw it come back, but if the loop was held up since the last thing that is known of, then
   * most likely by this.
   */
  resumed(activity: Activity, nowMs: number, origin: StallOrigin): void {
    const ms = nowMs - Math.max(this.#lastMarkMs, this.#lastTurnMs);
    this.#lastMarkMs = nowMs;
    this.#list(activity);
    activity.surmisedMs += ms;
    if (ms >= activity.longestMs) {
      activity.longestMs = ms;
      activity.origin = origin;
    }
  }

  turned(nowMs: number, dueMs: number, cpuMs: number): void {
    this.finish();
    const delayMs = Math.max(0, nowMs - dueMs);
    this.#onDelay(delayMs);
    const durationMs = Math.max(delayMs, this.#longestRunMs);
    if (durationMs >= this.#thresholdMs || durationMs > (this.longest?.durationMs ?? 0)) {
      this.#unsettled = {
        fromMs: this.#lastTurnMs,
        toMs: nowMs,
        durationMs,
        cpuMs,
        collectorMs: this.#collectorMs,
        activities: this.#ran.map(({ name }) => name),
        measured: this.#suspect(({ measuredMs }) => measuredMs),
        surmised: this.#suspect(({ measuredMs, surmisedMs }) => measuredMs + surmisedMs),
      };
    }
    if (this.#ran.length > 0) this.hasWorked = true;
    for (const activity of this.#ran) activity.forget();
    this.#ran.length = 0;
    this.#longestRunMs = 0;
    this.#collectorMs = 0;
    this.#lastTurnMs = nowMs;
  }

  collected(fromMs: number, durationMs: number): void {
    const unsettled = this.#unsettled;
    if (fromMs >= this.#lastTurnMs) this.#collectorMs += durationMs;
    else if (unsettled !== null && fromMs >= unsettled.fromMs) unsettled.collectorMs += durationMs;
  }

  /** Tells of the stall that the last turn found. */
  finish(): void {
    const unsettled = this.#unsettled;
    if (unsettled === null) return;
    this.#unsettled = null;
    const { durationMs, cpuMs, collectorMs, activities } = unsettled;
    const { name, ms, origin } = culprit(unsettled);
    const causeMs = Math.min(ms, durationMs);
    const stall: Stall = { durationMs, cause: name, causeMs, origin, cpuMs, collectorMs, activities };
    if (durationMs > (this.longest?.durationMs ?? 0)) this.longest = stall;
    if (durationMs < this.#thresholdMs) return;
    this.count += 1;
    this.#onStall(stall);
  }

  #list(activity: Activity): void {
    if (activity.isListed) return;
    activity.isListed = true;
    this.#ran.push(activity);
  }

  #suspect(msOf: (activity: Activity) => number): Suspect {
    let suspect: Suspect = { name: stallCauses.other, ms: 0, origin: null };
    for (const activity of this.#ran) {
      const ms = msOf(activity);
      if (ms > suspect.ms) suspect = { name: activity.name, ms, origin: activity.origin };
    }
    return suspect;
  }
}

function culprit({ durationMs, cpuMs, collectorMs, measured, surmised }: Unsettled): Suspect {
  const half = durationMs / 2;
  if (collectorMs >= half) return { name: stallCauses.collector, ms: collectorMs, origin: null };
  if (measured.ms >= half) return measured;
  if (cpuMs < half) return { name: stallCauses.machine, ms: durationMs - cpuMs, origin: null };
  if (surmised.ms >= half) return surmised;
  return { name: stallCauses.other, ms: durationMs - measured.ms, origin: null };
}
