/** Something that will happen, unless it is cancelled before. */
export interface VirtualEvent {
  readonly dueMs: number;
  /** Events that are due at the same moment happen in the order they were asked for. */
  readonly sequence: number;
  readonly happen: () => void;
  isCancelled: boolean;
}

/** What is still to come, the earliest first: a binary heap. */
export class EventQueue {
  readonly #heap: VirtualEvent[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(event: VirtualEvent): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >>> 1;
      const parent = heap[parentIndex]!;
      if (!isBefore(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  /** Takes the earliest event out; null where there is none. */
  take(): VirtualEvent | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an event at the root, and lets it sink to its place. */
  #sink(event: VirtualEvent): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let childIndex = index * 2 + 1;
      if (childIndex >= heap.length) break;
      if (childIndex + 1 < heap.length && isBefore(heap[childIndex + 1]!, heap[childIndex]!)) childIndex++;
      const child = heap[childIndex]!;
      if (!isBefore(child, event)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = event;
  }
}

function isBefore(a: VirtualEvent, b: VirtualEvent): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
}
