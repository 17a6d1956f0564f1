// Latest observations: in memory, never journalled, unknown after a restart until observed again.
import type { Instant } from "../domain/ids.ts";
import type { Fact, Facts } from "../domain/status.ts";

export interface FactStore extends Facts {
  set(subject: string, name: string, value: string, observedAt: Instant): void;
  /** One fact, or all of the subject. */
  forget(subject: string, name?: string): void;
  /** `fact`: what it is now; null: it is forgotten. The name null: so are all facts of the subject. */
  onChange(listener: FactListener): () => void;
}

export type FactListener = (subject: string, name: string | null, fact: Fact | null) => void;

export function createFacts(): FactStore {
  const facts = new Map<string, Map<string, Fact>>();
  const listeners = new Set<FactListener>();
  const tell: FactListener = (subject, name, fact) => {
    for (const listener of listeners) listener(subject, name, fact);
  };
  return {
    read: (subject, name) => facts.get(subject)?.get(name) ?? null,
    set: (subject, name, value, observedAt) => {
      const of = facts.get(subject) ?? new Map<string, Fact>();
      const before = of.get(name);
      const fact = { value, observedAt: before?.value === value ? before.observedAt : observedAt };
      of.set(name, fact);
      facts.set(subject, of);
      if (before?.value !== value) tell(subject, name, fact);
    },
    forget: (subject, name) => {
      if (name === undefined) {
        if (facts.delete(subject)) tell(subject, null, null);
      } else if (facts.get(subject)?.delete(name) === true) tell(subject, name, null);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
