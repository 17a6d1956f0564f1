// Waiting for what changes elsewhere to be so, or to stay so.

export interface Waits {
  /** Something changed: whoever waits looks again. */
  tell(): void;
  /** Resolves when it is so. */
  until(isSo: () => boolean): Promise<void>;
  /** True when it was so all the time; false as soon as it is not. */
  stays(isSo: () => boolean, forMs: number): Promise<boolean>;
}

export function createWaits(): Waits {
  const looks = new Set<() => void>();
  return {
    tell: () => {
      for (const look of looks) look();
    },
    until: async (isSo) => {
      const found = Promise.withResolvers<void>();
      const look = () => {
        if (isSo()) found.resolve();
      };
      looks.add(look);
      look();
      await found.promise;
      looks.delete(look);
    },
    stays: async (isSo, forMs) => {
      const found = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => found.resolve(true), forMs);
      const look = () => {
        if (!isSo()) found.resolve(false);
      };
      looks.add(look);
      look();
      const hasStayed = await found.promise;
      looks.delete(look);
      clearTimeout(timer);
      return hasStayed;
    },
  };
}
