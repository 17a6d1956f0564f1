// The one loop: commands are decided one after another, persisted in groups, then published.
import type { Command } from "../domain/commands.ts";
import type { decide as decideCommand } from "../domain/decide.ts";
import { evolve } from "../domain/evolve.ts";
import { Fold } from "../domain/fold.ts";
import { streamOf, type StoredEvent } from "../domain/events.ts";
import { commandId, eventSequence, type CommandId } from "../domain/ids.ts";
import { invariant, type Actor } from "../domain/shared.ts";
import type { Limits, State } from "../domain/state.ts";
import type { Decided, Journal, Reply } from "../journal/contract.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";

/** Commands decided in one transaction. */
export const BATCH_MAX = 64;
/** Commands that may wait for the loop; more is a defect of a caller that does not await. */
export const WAITING_MAX = 10_000;

export interface Submission {
  readonly command: Command;
  readonly actor: Actor;
  /** A repeat with the same id gets the first reply and decides nothing. Null: a fresh id, for observations, whose key already tells a repeat. */
  readonly id: CommandId | null;
}

export interface Loop {
  state(): State;
  /** Resolves when the events are durable and published. @throws JournalConflict · JournalFull (the command was not accepted) */
  submit(submission: Submission): Promise<Reply>;
  /** Called after each published batch, in order. */
  onPublished(listener: (events: readonly StoredEvent[], state: State) => void): () => void;
  /** From now on these are the limits. They are no part of the journal. */
  setLimits(limits: Limits): void;
  /** Resolves when nothing waits and nothing is being written. */
  idle(): Promise<void>;
}

interface Waiting extends Submission {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

export function createLoop(options: {
  readonly journal: Journal;
  readonly initial: State;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly decide: typeof decideCommand;
  onDefect(where: string, error: unknown): void;
}): Loop {
  const { journal, clock, ids, decide } = options;
  const waiting: Waiting[] = [];
  const listeners = new Set<(events: readonly StoredEvent[], state: State) => void>();
  let { limits } = options.initial;
  let state = replay(journal, options.initial);
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    // One microtask of grace: what was submitted in the same tick is decided together.
    await Promise.resolve();
    while (waiting.length > 0) await decideBatch(waiting.splice(0, BATCH_MAX));
    running = null;
  }

  async function decideBatch(batch: readonly Waiting[]): Promise<void> {
    const decided: Decided[] = [];
    const answers: { readonly waiting: Waiting; readonly reply: Reply }[] = [];
    let tentative = state;
    for (const one of batch) {
      try {
        const recorded = one.id === null ? null : journal.readReply(one.id);
        if (recorded !== null) {
          // It is on record already: whatever becomes of this batch, this is its answer.
          one.resolve(recorded);
          continue;
        }
        const repeated = decided.find((other) => one.id !== null && other.command === one.id);
        if (repeated !== undefined) {
          answers.push({ waiting: one, reply: repeated.reply });
          continue;
        }
        const step = decideOne(tentative, one);
        tentative = step.state;
        answers.push({ waiting: one, reply: step.decided.reply });
        if (step.decided.events.length > 0 || one.id !== null) decided.push(step.decided);
      } catch (error) {
        // A defect of one command: it is told to its caller, the others go on.
        one.reject(error);
      }
    }
    try {
      const stored = decided.length === 0 ? [] : await journal.append(decided, eventSequence(state.seq));
      invariant(stored.length === tentative.seq - state.seq, "the journal stored what was decided");
      // They may have been set while this was being written.
      state = tentative.limits === limits ? tentative : { ...tentative, limits };
      for (const { waiting: one, reply } of answers) one.resolve(reply);
      if (stored.length > 0) publish(stored);
    } catch (error) {
      // Nothing of the batch was written: the state stays, every caller is told.
      for (const { waiting: one } of answers) one.reject(error);
    }
  }

  /** What one listener does wrong, the others do not feel. */
  function publish(stored: readonly StoredEvent[]): void {
    for (const listener of listeners) {
      try {
        listener(stored, state);
      } catch (error) {
        options.onDefect("a listener of the loop", error);
      }
    }
  }

  function decideOne(tentative: State, one: Waiting): { readonly state: State; readonly decided: Decided } {
    const at = clock.now();
    const id = one.id ?? commandId(ids.uuid());
    const decision = decide(tentative, one.command, { at, uuid: ids.uuid(), actor: one.actor });
    const events = decision.events ?? [];
    let next = tentative;
    for (const event of events) {
      const seq = eventSequence(next.seq + 1);
      next = evolve(next, {
        ...event,
        seq,
        at,
        stream: streamOf(event),
        version: 0,
        schema: 1,
        actor: one.actor,
        command: id,
      });
    }
    const seq = eventSequence(next.seq);
    const reply: Reply =
      decision.kind === "refused"
        ? { kind: "refused", seq, refusal: decision.refusal }
        : { kind: "accepted", seq, text: decision.reply };
    return { state: next, decided: { command: id, at, actor: one.actor, events, reply } };
  }

  return {
    state: () => state,
    submit: (submission) => {
      invariant(waiting.length < WAITING_MAX, `at most ${WAITING_MAX} commands wait`);
      return new Promise<Reply>((resolve, reject) => {
        waiting.push({ ...submission, resolve, reject });
        running ??= drain();
      });
    },
    onPublished: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setLimits: (now) => {
      limits = now;
      state = { ...state, limits };
    },
    idle: async () => {
      while (running !== null) await running;
    },
  };
}

/** The state that a journal tells. */
export function replay(journal: Journal, initial: State): State {
  const fold = new Fold(initial);
  for (const event of journal.readFrom(eventSequence(initial.seq))) fold.add(event);
  return fold.finish();
}
