/** How often each name has been counted. Names that are down to zero are gone. */
export class Tally {
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#counts.size;
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  names(): IterableIterator<string> {
    return this.#counts.keys();
  }

  entries(): IterableIterator<[string, number]> {
    return this.#counts.entries();
  }

  add(name: string, by: 1 | -1): void {
    const count = this.of(name) + by;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
