// A map that is never changed: a change makes another one that shares nearly everything with it.

/** Entries of the upper layer; a copy of it is made for each change, and of everything once in so many changes. */
export const UPPER_MAX = 64;

/**
 * Two layers: a large map that many versions share, and a small one with what has changed since. Made of a map of n entries, a change costs
 * about `UPPER_MAX + n / UPPER_MAX` steps instead of n. Entries keep the place at which they came, as in a Map.
 */
export class LayeredMap<Key, Value extends object> implements ReadonlyMap<Key, Value> {
  readonly #lower: ReadonlyMap<Key, Value>;
  readonly #upper: ReadonlyMap<Key, Value>;
  readonly #count: number;

  private constructor(lower: ReadonlyMap<Key, Value>, upper: ReadonlyMap<Key, Value>, count: number) {
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
    const count = this.has(key) ? this.#count : this.#count + 1;
    const upper = new Map(this.#upper).set(key, value);
    if (upper.size <= UPPER_MAX) return new LayeredMap(this.#lower, upper, count);
    const lower = new Map(this.#lower);
    for (const [changed, to] of upper) lower.set(changed, to);
    return new LayeredMap<Key, Value>(lower, new Map(), count);
  }

  get(key: Key): Value | undefined {
    return this.#upper.get(key) ?? this.#lower.get(key);
  }

  has(key: Key): boolean {
    return this.#upper.has(key) || this.#lower.has(key);
  }

  *entries(): MapIterator<[Key, Value]> {
    for (const [key, value] of this.#lower) yield [key, this.#upper.get(key) ?? value];
    for (const entry of this.#upper) if (!this.#lower.has(entry[0])) yield entry;
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  forEach(tell: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) tell(value, key, this);
  }
}
