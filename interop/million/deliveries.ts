/** What every member of the group received and committed, held against what was produced. */
import type { Line } from "./lines.ts";

interface Delivered {
  readonly member: string;
  readonly partition: number;
  readonly offset: number;
}

const maxFaultsKept = 10;

/** The value of the record with a line: its number makes it unlike any other, whatever it says. */
export function valueOf(number: number, { text }: Line): string {
  return `${number} ${text}`;
}

export class Deliveries {
  readonly #lines: readonly Line[];
  /** By partition, by offset: the number of the line. */
  readonly #numbers: number[][] = [];
  readonly #partitionOfKey = new Map<string, number>();
  /** Of one member since its last rebalance, by partition: the offset after the last one. */
  readonly #next = new Map<string, Map<number, number>>();
  readonly #committed = new Map<string, Map<number, number>>();
  readonly #again: Delivered[] = [];
  readonly faults: string[] = [];
  #distinct = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** Different lines received so far. */
  get distinct(): number {
    return this.#distinct;
  }

  /** Records received more than once. */
  get again(): readonly Delivered[] {
    return this.#again;
  }

  received(member: string, partition: number, offset: number, key: string, value: string): void {
    const number = Number.parseInt(value, 10);
    const line = this.#lines[number];
    if (line === undefined || line.key !== key || valueOf(number, line) !== value) {
      this.#fault(`${member} received at ${partition}:${offset} what was never produced: ${key} ${value}`);
      return;
    }
    const next = this.#next.get(member)?.get(partition);
    if (next !== undefined && next !== offset) {
      this.#fault(`${member} received ${partition}:${offset} after ${partition}:${next - 1}`);
    }
    mapIn(this.#next, member).set(partition, offset + 1);
    const home = this.#partitionOfKey.get(key);
    if (home === undefined) this.#partitionOfKey.set(key, partition);
    else if (home !== partition) this.#fault(`key ${key} is in partitions ${home} and ${partition}`);
    const numbers = (this.#numbers[partition] ??= []);
    const before = numbers[offset];
    if (before === undefined) this.#distinct += 1;
    else if (before === number) this.#again.push({ member, partition, offset });
    else this.#fault(`${partition}:${offset} was line ${before}, and for ${member} it is ${number}`);
    numbers[offset] = number;
  }

  committed(member: string, partition: number, offset: number): void {
    const received = this.#next.get(member)?.get(partition) ?? offset;
    if (offset > received) this.#fault(`${member} committed ${partition}:${offset} beyond ${received}`);
    mapIn(this.#committed, member).set(partition, offset);
  }

  /** A member has a new share: what it receives next may begin anywhere. */
  assigned(member: string): void {
    this.#next.get(member)?.clear();
  }

  /** Offsets that a member had received but not committed, by partition, as it was when it ended: first and end. */
  uncommitted(member: string): Map<number, { readonly first: number; readonly end: number }> {
    const window = new Map<number, { first: number; end: number }>();
    for (const [partition, end] of this.#next.get(member) ?? []) {
      const first = this.#committed.get(member)?.get(partition) ?? 0;
      if (first < end) window.set(partition, { first, end });
    }
    return window;
  }

  /** Records in each partition. */
  endOffsets(): number[] {
    return Array.from(this.#numbers, (numbers) => numbers?.length ?? 0);
  }

  /** What is wrong now that everything should be there: lines never received, and any that overtook another. */
  missing(): string[] {
    const seen = new Uint8Array(this.#lines.length);
    const faults: string[] = [];
    for (const [partition, numbers = []] of this.#numbers.entries()) {
      let last = -1;
      for (let offset = 0; offset < numbers.length; offset += 1) {
        const number = numbers[offset];
        if (number === undefined) {
          faults.push(`nobody received ${partition}:${offset}`);
          continue;
        }
        seen[number] = 1;
        if (number <= last) faults.push(`line ${number} at ${partition}:${offset} came after line ${last}`);
        last = number;
      }
    }
    const lost = seen.indexOf(0);
    if (lost !== -1)
      faults.push(`line ${lost} and ${seen.filter((each) => each === 0).length - 1} more were lost`);
    return faults.slice(0, maxFaultsKept);
  }

  #fault(what: string): void {
    if (this.faults.length < maxFaultsKept) this.faults.push(what.slice(0, 300));
  }
}

function mapIn(maps: Map<string, Map<number, number>>, name: string): Map<number, number> {
  let found = maps.get(name);
  if (found === undefined) {
    found = new Map();
    maps.set(name, found);
  }
  return found;
}
