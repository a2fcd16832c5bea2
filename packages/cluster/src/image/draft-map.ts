import { type Changes, LayeredMap, removed } from "./layered-map.ts";

/** Smaller maps are copied as a whole: nothing reads faster than a plain one. */
const layeredFromSize = 128;

/**
 * A map on its way from one image to the next: it reads like the old one, and keeps changes to itself. So images share
 * whatever did not change, and a reader's image never moves under it.
 */
export class DraftMap<Key, Value extends object | string | number> {
  readonly #before: ReadonlyMap<Key, Value>;
  /** What is under the changes: a plain map. */
  readonly #base: ReadonlyMap<Key, Value>;
  #changes: Map<Key, Value | typeof removed> | null = null;
  #size: number;

  constructor(before: ReadonlyMap<Key, Value>) {
    this.#before = before;
    this.#base = before instanceof LayeredMap ? before.base : before;
    this.#size = before.size;
  }

  get isChanged(): boolean {
    return this.#changes !== null;
  }

  get(key: Key): Value | undefined {
    if (this.#changes === null) return this.#before.get(key);
    const change = this.#changes.get(key);
    if (change === undefined) return this.#base.get(key);
    return change === removed ? undefined : change;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    if (!this.has(key)) this.#size++;
    this.#drafted().set(key, value);
  }

  /** Whether there was something to delete. */
  delete(key: Key): boolean {
    if (!this.has(key)) return false;
    this.#size--;
    this.#drafted().set(key, removed);
    return true;
  }

  *values(): Generator<Value, undefined> {
    yield* this.finish().values();
  }

  /** What the next image has. The draft must not be changed afterwards. */
  finish(): ReadonlyMap<Key, Value> {
    if (this.#changes === null) return this.#before;
    const layered = new LayeredMap(this.#base, this.#changes, this.#size);
    // Each draft copies the changes, and each merge the base: about the root of the size keeps both small.
    const isLarge = this.#base.size >= layeredFromSize;
    return isLarge && this.#changes.size ** 2 <= 16 * this.#base.size ? layered : new Map(layered);
  }

  #drafted(): Map<Key, Value | typeof removed> {
    if (this.#changes === null) {
      const before: Changes<Key, Value> =
        this.#before instanceof LayeredMap ? this.#before.changes : new Map();
      this.#changes = new Map(before);
    }
    return this.#changes;
  }
}
