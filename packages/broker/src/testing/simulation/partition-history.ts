/** A record as its producer has it. */
export interface SentRecord {
  /** Says who sent it, and as which of its records: no two are the same. */
  readonly value: string;
  readonly key: string;
  readonly timestamp: number;
}

/** A record as a reader finds it. */
export interface FoundRecord extends SentRecord {
  readonly offset: number;
}

/** What a producer promises about its records. */
export interface Sender {
  readonly name: string;
  /** Each record is there once, and in the order in which they were sent. Otherwise as often as it was sent. */
  readonly isIdempotent: boolean;
}

interface Sent {
  readonly record: SentRecord;
  readonly sender: Sender;
  /** Counts the sender's records in this partition. */
  readonly number: number;
  times: number;
}

/**
 * What is known of a partition from outside: what was sent to it, and which offset has which record, because a producer
 * was told so or a reader found it there. Nothing of that may ever change.
 */
export class PartitionHistory {
  readonly name: string;
  readonly #sent = new Map<string, Sent>();
  readonly #counts = new Map<Sender, number>();
  /** Value by offset. */
  readonly #known = new Map<number, string>();
  #acknowledged = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** How many records were acknowledged. */
  get acknowledgedCount(): number {
    return this.#acknowledged;
  }

  /** Records are on their way, for the first time or again. */
  send(sender: Sender, records: readonly SentRecord[]): void {
    for (const record of records) {
      const again = this.#sent.get(record.value);
      if (again !== undefined) {
        again.times++;
        continue;
      }
      const number = this.#counts.get(sender) ?? 0;
      this.#counts.set(sender, number + 1);
      this.#sent.set(record.value, { record, sender, number, times: 1 });
    }
  }

  /** A producer was told that its records are there. */
  acknowledge(baseOffset: number, records: readonly SentRecord[]): void {
    for (const [index, { value }] of records.entries()) this.#know(baseOffset + index, value);
    this.#acknowledged += records.length;
  }

  /** A reader has found a record. */
  find({ offset, value, key, timestamp }: FoundRecord): void {
    const sent = this.#sent.get(value)?.record;
    if (sent === undefined) this.#fail(`nobody sent what is at ${offset}: ${value.slice(0, 80)}`);
    if (sent.key !== key || sent.timestamp !== timestamp)
      this.#fail(
        `at ${offset} is ${value} with ${key} and ${timestamp} in place of ${sent.key} and ${sent.timestamp}`,
      );
    this.#know(offset, value);
  }

  /** The whole log has been read while nobody wrote: everything that is known must be there, and nothing twice. */
  check(log: readonly FoundRecord[]): void {
    this.#checkOrder(log);
    for (const [offset, value] of this.#known) {
      if (log[offset]?.value !== value)
        this.#fail(`${value} at ${offset} is lost: the log ends at ${log.length}`);
    }
  }

  /** The same after records may have been lost: what is there must be a beginning of what was. The rest is forgotten. */
  checkBeginning(log: readonly FoundRecord[]): void {
    this.#checkOrder(log);
    for (const offset of this.#known.keys()) if (offset >= log.length) this.#known.delete(offset);
  }

  #checkOrder(log: readonly FoundRecord[]): void {
    for (const [offset, found] of log.entries()) {
      if (found.offset !== offset) this.#fail(`offset ${offset} is missing, ${found.offset} follows`);
      this.find(found);
    }
    const timesFound = new Map<string, number>();
    const next = new Map<Sender, number>();
    for (const { offset, value } of log) {
      const { sender, number, times } = this.#sent.get(value)!;
      const timesNow = (timesFound.get(value) ?? 0) + 1;
      timesFound.set(value, timesNow);
      if (timesNow > times) this.#fail(`${value} was sent ${times} times, and at ${offset} it is once more`);
      if (!sender.isIdempotent) continue;
      const expected = next.get(sender) ?? 0;
      if (number !== expected)
        this.#fail(`at ${offset} is record ${number} of ${sender.name}, and ${expected} should be next`);
      next.set(sender, expected + 1);
    }
  }

  #know(offset: number, value: string): void {
    const known = this.#known.get(offset);
    if (known === undefined) this.#known.set(offset, value);
    else if (known !== value) this.#fail(`offset ${offset} had ${known}, and now has ${value}`);
  }

  #fail(what: string): never {
    throw new Error(`${this.name}: ${what}`);
  }
}
