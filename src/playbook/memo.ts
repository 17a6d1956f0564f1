/**
 * Remembers what a pure function of a text gave, for the last `entriesMax` texts. Each request brings the whole history
 * of its session again, so nearly all of it has been read before.
 */
export function memoise<T>(entriesMax: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    const [oldest] = known.keys();
    if (known.size >= entriesMax && oldest !== undefined) known.delete(oldest);
    known.set(text, value);
    return value;
  };
}
