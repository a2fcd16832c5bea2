/**
 * A map on its way from one image to the next: it reads like the old one, and copies it at the first change. So images
 * share whatever did not change, and a reader's image never moves under it.
 */
export class DraftMap<Key, Value> {
  readonly #base: ReadonlyMap<Key, Value>;
  #copy: Map<Key, Value> | null = null;

  constructor(base: ReadonlyMap<Key, Value>) {
    this.#base = base;
  }

  get isChanged(): boolean {
    return this.#copy !== null;
  }

  get(key: Key): Value | undefined {
    return (this.#copy ?? this.#base).get(key);
  }

  has(key: Key): boolean {
    return (this.#copy ?? this.#base).has(key);
  }

  set(key: Key, value: Value): void {
    this.#copy ??= new Map(this.#base);
    this.#copy.set(key, value);
  }

  /** Whether there was something to delete. */
  delete(key: Key): boolean {
    if (!this.has(key)) return false;
    this.#copy ??= new Map(this.#base);
    return this.#copy.delete(key);
  }

  values(): IterableIterator<Value> {
    return (this.#copy ?? this.#base).values();
  }

  /** What the next image has. The draft must not be changed afterwards. */
  finish(): ReadonlyMap<Key, Value> {
    return this.#copy ?? this.#base;
  }
}
