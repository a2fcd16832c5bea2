/** No read takes as long: what was replaced for good so long ago is forgotten. */
const longestReadMs = 60_000;

/** A value that was written, or may have been. */
interface Write<T> {
  readonly value: T;
  readonly begunMs: number;
  /** When it was acknowledged; infinity: nobody knows whether it took effect, or when it will. */
  endMs: number;
}

/**
 * One value that writers replace and readers read, and what may be read of it: a write counts until another that began after
 * its acknowledgement is acknowledged itself. What nobody acknowledged may take effect at any time later, or never.
 */
export class Register<T extends string | number> {
  readonly #name: string;
  readonly #writes: Write<T>[];

  constructor(name: string, initial: T) {
    this.#name = name;
    this.#writes = [{ value: initial, begunMs: Number.NEGATIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY }];
  }

  /** A write begins. It is in doubt until what is returned says otherwise. */
  begin(value: T, nowMs: number): { acknowledge(nowMs: number): void; refuse(): void } {
    const write: Write<T> = { value, begunMs: nowMs, endMs: Number.POSITIVE_INFINITY };
    this.#writes.push(write);
    return {
      acknowledge: (endMs) => {
        write.endMs = endMs;
        this.#forget(endMs);
      },
      refuse: () => {
        this.#writes.splice(this.#writes.indexOf(write), 1);
      },
    };
  }

  /** Throws where nobody can have read this: the read began then and has ended now. */
  read(value: T, begunMs: number): void {
    const isPossible = this.#writes.some(
      (write) => write.value === value && !this.#writes.some((other) => isOver(write, other, begunMs)),
    );
    if (isPossible) return;
    const writes = this.#writes.map(({ value, begunMs, endMs }) => `${value} [${begunMs}, ${endMs}]`);
    throw new Error(
      `${this.#name} is read as ${value} at ${begunMs}, but was written as ${writes.join(", ")}`,
    );
  }

  /** Forgets what no read that is under way can bring any more. */
  #forget(nowMs: number): void {
    let replacedMs = Number.NEGATIVE_INFINITY;
    for (const { begunMs, endMs } of this.#writes)
      if (endMs < nowMs - longestReadMs) replacedMs = Math.max(replacedMs, begunMs);
    // In place: a write that is under way may yet be refused.
    for (let index = this.#writes.length - 1; index >= 0; index--)
      if (this.#writes[index]!.endMs < replacedMs) this.#writes.splice(index, 1);
  }
}

/** Whether `other` had replaced `write` for good when a read began. */
function isOver<T>(write: Write<T>, other: Write<T>, readBegunMs: number): boolean {
  return write.endMs < other.begunMs && other.endMs < readBegunMs;
}
