import type { Message, MessageOf } from "@ottla/protocol";
import { encodeKey, encodeValue } from "../records/coordinator-record.ts";
import type { RecordKind } from "../records/record-kind.ts";
import type { RecordOrigin } from "./record-applier.ts";
import type { GroupCoordinatorState } from "./state.ts";
import type { TimerEvent } from "./timer-event.ts";

/**
 * Somebody who waits for an answer. A machine keeps it for as long as it cannot answer, and names it in `Turn.answer`
 * later; it never calls anything on it.
 */
export interface Caller<R> {
  readonly id: number;
  /** Types only: what the answer is. */
  readonly answer?: R;
}

/** An answer that leaves once everything written up to now is committed. */
export interface Answer {
  readonly caller: Caller<unknown>;
  readonly response: unknown;
}

/** A record, encoded. */
export interface WrittenRecord {
  readonly key: Buffer;
  readonly value: Buffer | null;
}

/** What a decision comes to: records for the log, answers that they release, and what is worth telling. */
export interface Decision {
  readonly records: readonly WrittenRecord[];
  readonly answers: readonly Answer[];
  readonly notes: readonly Note[];
}

/** Something for the log of the program: a constant message that can be searched for, and fields. */
export interface Note {
  readonly level: "info" | "warn";
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Upper bounds of what a record takes beside its key and value, and a batch beside its records. */
export const recordOverheadBytes = 32;
const batchOverheadBytes = 64;

/** What a turn is given: time and chance come in here, and nowhere else. */
export interface TurnInput {
  readonly state: GroupCoordinatorState;
  /** Wall-clock time, milliseconds since 1970: for what is recorded. */
  readonly now: number;
  /** For deadlines. */
  readonly monotonicNow: number;
  readonly drawBytes: (count: number) => Uint8Array;
  readonly applyRecord: (kind: RecordKind, key: unknown, value: unknown, origin: RecordOrigin) => void;
  /** Where the next record goes in the order of the partition's records. */
  readonly nextOffset: number;
  /** What the records of one decision may take together: they have to go into one batch. */
  readonly maxBytes: number;
  /** Of the transaction that all records of the turn belong to; -1 or none: they belong to none. */
  readonly producerId?: number;
}

/**
 * One decision in the making: what a command (or a timer) reads, and where it puts what it decides.
 *
 * A record that is written is applied at once, so what follows in the same decision sees its effect. Hence the one
 * rule: refuse first, write after. There is no taking back.
 */
export class Turn implements Decision {
  readonly state: GroupCoordinatorState;
  readonly now: number;
  readonly records: WrittenRecord[] = [];
  readonly answers: Answer[] = [];
  readonly notes: Note[] = [];
  readonly #input: TurnInput;

  constructor(input: TurnInput) {
    this.state = input.state;
    this.now = input.now;
    this.#input = input;
  }

  /** Appends a record to the decision, and applies it. A value of null is a tombstone. */
  write<K extends Message, V extends Message>(
    kind: RecordKind<K, V>,
    key: MessageOf<K>,
    value: MessageOf<V> | null,
  ): void {
    const { applyRecord, nextOffset, producerId = -1 } = this.#input;
    const origin = { offset: nextOffset + this.records.length, producerId };
    this.records.push({ key: encodeKey(kind, key), value: value === null ? null : encodeValue(kind, value) });
    applyRecord(kind, key, value, origin);
  }

  /**
   * Whether records with so many bytes of keys and values can be part of this decision. To be asked before anything is
   * written that clients can make as large as they like: a decision that does not fit costs the partition a reload.
   */
  hasRoomFor(byteCount: number, recordCount = 1): boolean {
    let size = byteCount + (recordCount + this.records.length) * recordOverheadBytes + batchOverheadBytes;
    for (const { key, value } of this.records) size += key.length + (value?.length ?? 0);
    return size <= this.#input.maxBytes;
  }

  /** Answers somebody who waits: once what was written up to now, in this turn too, is committed. */
  answer<R>(caller: Caller<R>, response: R): void {
    this.answers.push({ caller, response });
  }

  /** Sets what happens `delayMs` from now, in place of what the key stood for. Keys begin with their owner's name. */
  schedule(key: string, delayMs: number, event: TimerEvent): void {
    this.state.timers.schedule(key, this.#input.monotonicNow + delayMs, event);
  }

  cancel(key: string): void {
    this.state.timers.cancel(key);
  }

  drawBytes(count: number): Uint8Array {
    return this.#input.drawBytes(count);
  }

  note(level: Note["level"], message: string, fields: Note["fields"]): void {
    this.notes.push({ level, message, fields });
  }
}
