/** Lets others wait for a state without asking again and again. */
export interface ChangeSignal {
  notify(): void;
  /** Resolves when the condition holds; it is looked at now and after each change. */
  until(holds: () => boolean): Promise<void>;
}

export function createSignal(): ChangeSignal {
  const looks = new Set<() => void>();
  return {
    notify: () => {
      for (const look of looks) look();
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
  };
}
