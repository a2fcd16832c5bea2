/** Members by load in a binary heap: the one with the least (or most) partitions is on top; ties go to the lower index. */
export class LoadHeap {
  readonly #loads: Int32Array;
  /** 1: the least loaded first; -1: the most loaded. */
  readonly #sign: 1 | -1;
  readonly #heap: number[] = [];

  constructor(loads: Int32Array, first: "least" | "most", members: Iterable<number>) {
    this.#loads = loads;
    this.#sign = first === "least" ? 1 : -1;
    for (const member of members) this.push(member);
  }

  top(): number | undefined {
    return this.#heap[0];
  }

  push(member: number): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(member);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      if (!this.#isBefore(member, heap[parentIndex]!)) break;
      heap[index] = heap[parentIndex]!;
      index = parentIndex;
    }
    heap[index] = member;
  }

  pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#sink(last);
  }

  /** The load of the member on top has changed away from the top. */
  settleTop(): void {
    const top = this.#heap[0];
    if (top !== undefined) this.#sink(top);
  }

  /** Puts the member where it belongs, from the top down. */
  #sink(member: number): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= heap.length) break;
      if (childIndex + 1 < heap.length && this.#isBefore(heap[childIndex + 1]!, heap[childIndex]!))
        childIndex += 1;
      if (!this.#isBefore(heap[childIndex]!, member)) break;
      heap[index] = heap[childIndex]!;
      index = childIndex;
    }
    heap[index] = member;
  }

  #isBefore(member: number, other: number): boolean {
    const difference = (this.#loads[member]! - this.#loads[other]!) * this.#sign;
    return difference === 0 ? member < other : difference < 0;
  }
}
