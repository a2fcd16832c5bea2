/** Stands where a key was removed that the base has. */
export const removed: unique symbol = Symbol("removed");

export type Changes<Key, Value> = ReadonlyMap<Key, Value | typeof removed>;

/**
 * A map that never changes, and shares most of itself with the one that it came from: a large base, and a few changes on
 * top of it. It reads like any map. A cluster of many topics gets a new image with every change, so an image must not cost
 * what the cluster weighs.
 */
export class LayeredMap<Key, Value> implements ReadonlyMap<Key, Value> {
  readonly base: ReadonlyMap<Key, Value>;
  readonly changes: Changes<Key, Value>;
  readonly size: number;

  /** Neither of the two may be changed from here on. `size` counts what is there with both. */
  constructor(base: ReadonlyMap<Key, Value>, changes: Changes<Key, Value>, size: number) {
    this.base = base;
    this.changes = changes;
    this.size = size;
  }

  get(key: Key): Value | undefined {
    const change = this.changes.get(key);
    if (change === undefined) return this.base.get(key);
    return change === removed ? undefined : change;
  }

  has(key: Key): boolean {
    const change = this.changes.get(key);
    return change === undefined ? this.base.has(key) : change !== removed;
  }

  forEach(visit: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  *[Symbol.iterator](): Generator<[Key, Value], undefined> {
    for (const [key, value] of this.base) {
      const change = this.changes.get(key);
      if (change === undefined) yield [key, value];
      else if (change !== removed) yield [key, change];
    }
    for (const [key, change] of this.changes) {
      if (change !== removed && !this.base.has(key)) yield [key, change];
    }
  }

  entries(): Generator<[Key, Value], undefined> {
    return this[Symbol.iterator]();
  }

  *keys(): Generator<Key, undefined> {
    for (const [key] of this) yield key;
  }

  *values(): Generator<Value, undefined> {
    for (const [, value] of this) yield value;
  }
}
