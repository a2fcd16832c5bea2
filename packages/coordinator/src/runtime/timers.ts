/** Something that happens unless it is put off or forgotten before. */
interface Entry<E> {
  readonly key: string;
  deadline: number;
  event: E;
  /** Where the heap has it: at or before `deadline`, so that putting off does not touch the heap. */
  heapDeadline: number;
  isCancelled: boolean;
}

/**
 * Deadlines by name, as data: whoever holds the machine asks for the next one and comes back then.
 *
 * Heartbeats put session timers off all the time, so that costs a look-up and an assignment: the heap keeps the earlier
 * deadline and moves the entry when it comes up.
 */
export class Timers<E> {
  readonly #entries = new Map<string, Entry<E>>();
  #heap: Entry<E>[] = [];

  get size(): number {
    return this.#entries.size;
  }

  /** Sets what happens at `deadline`, in place of what the key stood for. */
  schedule(key: string, deadline: number, event: E): void {
    const known = this.#entries.get(key);
    if (known !== undefined && deadline >= known.heapDeadline) {
      known.deadline = deadline;
      known.event = event;
      return;
    }
    if (known !== undefined) known.isCancelled = true;
    const entry = { key, deadline, event, heapDeadline: deadline, isCancelled: false };
    this.#entries.set(key, entry);
    this.#push(entry);
  }

  /** Forgets it. Harmless where there is none. */
  cancel(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.isCancelled = true;
    this.#entries.delete(key);
    // Cancelled entries stay in the heap until they come up. Where most are cancelled, they go at once.
    if (this.#heap.length > 64 && this.#heap.length > 4 * this.#entries.size) this.#rebuild();
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** When something happens next; Infinity: nothing will. */
  deadline(): number {
    this.#settle();
    return this.#heap[0]?.heapDeadline ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out something whose time has come, earliest first. */
  takeDue(now: number): E | null {
    this.#settle();
    const first = this.#heap[0];
    if (first === undefined || first.heapDeadline > now) return null;
    this.#pop();
    this.#entries.delete(first.key);
    return first.event;
  }

  /** Brings the true next entry to the top: drops cancelled ones, moves those that were put off. */
  #settle(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.isCancelled) {
        this.#pop();
      } else if (first.deadline > first.heapDeadline) {
        this.#pop();
        first.heapDeadline = first.deadline;
        this.#push(first);
      } else {
        return;
      }
    }
  }

  #rebuild(): void {
    const alive = [...this.#entries.values()];
    this.#heap = [];
    for (const entry of alive) {
      entry.heapDeadline = entry.deadline;
      this.#push(entry);
    }
  }

  #push(entry: Entry<E>): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex]!;
      if (parent.heapDeadline <= entry.heapDeadline) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= heap.length) break;
      if (
        childIndex + 1 < heap.length &&
        heap[childIndex + 1]!.heapDeadline < heap[childIndex]!.heapDeadline
      ) {
        childIndex += 1;
      }
      const child = heap[childIndex]!;
      if (child.heapDeadline >= last.heapDeadline) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }
}
