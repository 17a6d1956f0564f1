// Latest observations: in memory, never journalled, unknown after a restart until observed again.
import type { Instant } from "../domain/ids.ts";
import type { Fact, Facts } from "../domain/status.ts";

export interface FactStore extends Facts {
  set(subject: string, name: string, value: string, observedAt: Instant): void;
  forget(subject: string): void;
  /** `fact`: what it is now; null with the name null: all facts of the subject are forgotten. */
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
    forget: (subject) => {
      if (facts.delete(subject)) tell(subject, null, null);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
