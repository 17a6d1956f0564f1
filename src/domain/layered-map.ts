// A map that is never changed: a change makes another one that shares nearly everything with it.

/** Entries of the upper layer; a copy of it is made for each change, and of everything once in so many changes. */
export const UPPER_MAX = 64;

/**
 * Two layers: a large map that many versions share, and a small one with what has changed since. Made of a map of n entries, a change costs
 * about `UPPER_MAX + n / UPPER_MAX` steps instead of n. Entries keep the place at which they came, as in a Map.
 */
export class LayeredMap<Key, Value extends object> implements ReadonlyMap<Key, Value> {
  readonly #lower: ReadonlyMap<Key, Value>;
  /** Null: it is gone. */
  readonly #upper: ReadonlyMap<Key, Value | null>;
  readonly #count: number;

  private constructor(lower: ReadonlyMap<Key, Value>, upper: ReadonlyMap<Key, Value | null>, count: number) {
    this.#lower = lower;
    this.#upper = upper;
    this.#count = count;
  }

  get size(): number {
    return this.#count;
  }

  /** `map` must never change afterwards. */
  static over<Key, Value extends object>(map: ReadonlyMap<Key, Value>): LayeredMap<Key, Value> {
    if (map instanceof LayeredMap) return map as LayeredMap<Key, Value>; // of the type that it came with
    return new LayeredMap<Key, Value>(map, new Map(), map.size);
  }

  /** The same map with one entry more, or another value for it. */
  with(key: Key, value: Value): LayeredMap<Key, Value> {
    return this.#changed(key, value, this.has(key) ? this.#count : this.#count + 1);
  }

  /** The same map without this entry. Should it come again before the layers are joined, it has its former place. */
  without(key: Key): LayeredMap<Key, Value> {
    return this.has(key) ? this.#changed(key, null, this.#count - 1) : this;
  }

  #changed(key: Key, to: Value | null, count: number): LayeredMap<Key, Value> {
    const upper = new Map(this.#upper).set(key, to);
    if (upper.size <= UPPER_MAX) return new LayeredMap<Key, Value>(this.#lower, upper, count);
    const lower = new Map(this.#lower);
    for (const [changed, value] of upper) {
      if (value === null) lower.delete(changed);
      else lower.set(changed, value);
    }
    return new LayeredMap<Key, Value>(lower, new Map(), count);
  }

  get(key: Key): Value | undefined {
    const changed = this.#upper.get(key);
    return changed === undefined ? this.#lower.get(key) : (changed ?? undefined);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  *entries(): MapIterator<[Key, Value]> {
    for (const [key, value] of this.#lower) {
      const changed = this.#upper.get(key);
      if (changed !== null) yield [key, changed ?? value];
    }
    for (const [key, value] of this.#upper) if (value !== null && !this.#lower.has(key)) yield [key, value];
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  /** By itself, and not from the entries: it is what is walked most. */
  *values(): MapIterator<Value> {
    for (const [key, value] of this.#lower) {
      const changed = this.#upper.get(key);
      if (changed !== null) yield changed ?? value;
    }
    for (const [key, value] of this.#upper) if (value !== null && !this.#lower.has(key)) yield value;
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  forEach(tell: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) tell(value, key, this);
  }
}
