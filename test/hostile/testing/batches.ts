// A list in parts that are as long as each other, or one longer.

export function inBatches<Item>(items: readonly Item[], countMax: number): readonly (readonly Item[])[] {
  const batchCount = Math.ceil(items.length / countMax);
  const startOf = (n: number) => Math.floor((n * items.length) / batchCount);
  return Array.from({ length: batchCount }, (_, n) => items.slice(startOf(n), startOf(n + 1)));
}
