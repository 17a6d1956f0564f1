/** What the SDK reads its messages from; pushed to by us. Bounded by the outbox, which hands over one at a time. */
export interface InputStream<Item> extends AsyncIterable<Item> {
  push(item: Item): void;
  end(): void;
}

export function createInputStream<Item>(): InputStream<Item> {
  const waiting: Item[] = [];
  let wake = (): void => undefined;
  let isEnded = false;
  return {
    push: (item) => {
      waiting.push(item);
      wake();
    },
    end: () => {
      isEnded = true;
      wake();
    },
    [Symbol.asyncIterator]: async function* () {
      for (;;) {
        const item = waiting.shift();
        if (item !== undefined) yield item;
        else if (isEnded) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
