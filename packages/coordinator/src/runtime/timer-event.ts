import type { ClassicTimerEvent } from "../classic/timer-event.ts";
import type { ConsumerTimerEvent } from "../consumer/timer-event.ts";
import type { OffsetsTimerEvent } from "../offsets/timer-event.ts";

/** Everything that can happen because time has passed; `owner` says whose it is. */
export type TimerEvent = ClassicTimerEvent | ConsumerTimerEvent | OffsetsTimerEvent;
