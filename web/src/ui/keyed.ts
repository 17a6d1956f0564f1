// Keys for lists of texts that may hold the same text twice.

export interface Keyed<Item> {
  readonly key: string;
  readonly item: Item;
}

/** Each item under its name; of several of one name the later ones are counted. */
export function keyed<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Keyed<Item>[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { key: `${name} ${count}`, item };
  });
}
