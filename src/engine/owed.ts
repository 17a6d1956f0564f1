// What is owed now, kept up to date by what has happened: only subjects that were touched, or that wait on others, are looked at again.
import type { StoredEvent } from "../domain/events.ts";
import type { ObligationKey } from "../domain/ids.ts";
import type { Subject } from "../domain/commands.ts";
import type { Obligation } from "../domain/obligation.ts";
import { obligations, owedNow } from "../domain/obligations.ts";
import type { State } from "../domain/state.ts";
import { subjectKey, subjectsOf, touchedBy, waitsOnOthers } from "../domain/subjects.ts";

export interface OwedChange {
  readonly came: readonly Obligation[];
  readonly went: readonly Obligation[];
}

export interface Owed {
  has(key: ObligationKey): boolean;
  get(key: ObligationKey): Obligation | undefined;
  /** After these events, which led to this state. */
  update(state: State, events: readonly StoredEvent[]): OwedChange;
  /** Everything is looked at. After an update it finds nothing, or the update was wrong. */
  compareAll(state: State): OwedChange;
}

export function createOwed(): Owed {
  const owed = new Map<ObligationKey, Obligation>();
  /** Of each subject that is owed anything. */
  const keysOf = new Map<string, readonly ObligationKey[]>();
  const waiting = new Map<string, Subject>();

  function lookAt(state: State, subject: Subject, came: Obligation[], went: Obligation[]): void {
    const of = subjectKey(subject);
    if (waitsOnOthers(state, subject)) waiting.set(of, subject);
    else waiting.delete(of);
    settle(of, owedNow(state, subject), came, went);
  }

  function settle(of: string, now: readonly Obligation[], came: Obligation[], went: Obligation[]): void {
    const before = keysOf.get(of) ?? [];
    const keys = now.map(({ key }) => key);
    for (const key of before) {
      const gone = owed.get(key);
      if (keys.includes(key) || gone === undefined) continue;
      owed.delete(key);
      went.push(gone);
    }
    for (const obligation of now) {
      if (!owed.has(obligation.key)) came.push(obligation);
      owed.set(obligation.key, obligation);
    }
    if (keys.length === 0) keysOf.delete(of);
    else keysOf.set(of, keys);
  }

  function compareAll(state: State): OwedChange {
    const [came, went]: [Obligation[], Obligation[]] = [[], []];
    const bySubject = Map.groupBy(obligations(state), ({ subject }) => subjectKey(subject));
    for (const of of keysOf.keys()) if (!bySubject.has(of)) settle(of, [], came, went);
    for (const [of, now] of bySubject) settle(of, now, came, went);
    waiting.clear();
    for (const subject of subjectsOf(state))
      if (waitsOnOthers(state, subject)) waiting.set(subjectKey(subject), subject);
    return { came, went };
  }

  return {
    has: (key) => owed.has(key),
    get: (key) => owed.get(key),
    compareAll,
    update: (state, events) => {
      const again = new Map(waiting);
      for (const event of events) {
        const touched = touchedBy(state, event);
        if (touched === null) return compareAll(state);
        for (const subject of touched) again.set(subjectKey(subject), subject);
      }
      const [came, went]: [Obligation[], Obligation[]] = [[], []];
      for (const subject of again.values()) lookAt(state, subject, came, went);
      return { came, went };
    },
  };
}
