// Latest observations: in memory, never journalled, unknown after a restart until observed again.
import type { Instant } from "../domain/ids.ts";
import type { Fact, Facts } from "../domain/status.ts";

export interface FactStore extends Facts {
  set(subject: string, name: string, value: string, observedAt: Instant): void;
  forget(subject: string): void;
  onChange(listener: (subject: string) => void): () => void;
}

export function createFacts(): FactStore {
  const facts = new Map<string, Map<string, Fact>>();
  const listeners = new Set<(subject: string) => void>();
  const tell = (subject: string) => {
    for (const listener of listeners) listener(subject);
  };
  return {
    read: (subject, name) => facts.get(subject)?.get(name) ?? null,
    set: (subject, name, value, observedAt) => {
      const of = facts.get(subject) ?? new Map<string, Fact>();
      const before = of.get(name);
      of.set(name, { value, observedAt: before?.value === value ? before.observedAt : observedAt });
      facts.set(subject, of);
      if (before?.value !== value) tell(subject);
    },
    forget: (subject) => {
      if (facts.delete(subject)) tell(subject);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
