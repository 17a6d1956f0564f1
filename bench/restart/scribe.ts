// Says commands to a state as the engine's loop does, and keeps what was decided for a journal.
import type { Command } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { streamOf } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { commandId, eventSequence, instant } from "../../src/domain/ids.ts";
import type { Obligation, ObligationKind } from "../../src/domain/obligation.ts";
import { obligationsOf } from "../../src/domain/obligations.ts";
import type { Actor } from "../../src/domain/shared.ts";
import { emptyState, type Limits, type State } from "../../src/domain/state.ts";
import type { Decided } from "../../src/journal/contract.ts";

export const ENGINE: Actor = { kind: "engine" };
export const USER: Actor = { kind: "user", session: "bench" };

const START_AT = 1_764_000_000_000;
/** Between two commands. */
const STEP_MS = 250;

export class Scribe {
  #state: State;
  #saidCount = 0;
  #decided: Decided[] = [];

  constructor(limits: Limits) {
    this.#state = emptyState(limits);
  }

  get state(): State {
    return this.#state;
  }

  /** Another one after each command. */
  get uuid(): string {
    return `00000000-0000-4000-8000-${String(this.#saidCount).padStart(12, "0")}`;
  }

  /** What was decided since this was last asked. */
  take(): readonly Decided[] {
    const decided = this.#decided;
    this.#decided = [];
    return decided;
  }

  /** The engine observes what the state owes. */
  observe(
    kind: ObligationKind,
    subject: Obligation["subject"],
    command: (key: Obligation["key"]) => Command,
  ): void {
    const owed = obligationsOf(this.#state, subject).find((one) => one.kind === kind);
    if (owed === undefined) throw new RangeError(`${JSON.stringify(subject)} owes no ${kind}`);
    this.say(ENGINE, command(owed.key));
  }

  say(actor: Actor, command: Command): void {
    this.#saidCount += 1;
    const at = instant(START_AT + this.#saidCount * STEP_MS);
    const decision = decide(this.#state, command, { at, uuid: this.uuid, actor });
    if (decision.kind === "refused") throw new RangeError(`${command.type}: ${decision.refusal.message}`);
    const id = commandId(`bench-${this.#saidCount}`);
    for (const event of decision.events)
      this.#state = evolve(this.#state, {
        ...event,
        seq: eventSequence(this.#state.seq + 1),
        at,
        stream: streamOf(event),
        version: 0,
        schema: 1,
        actor,
        command: id,
      });
    const reply = { kind: "accepted", seq: eventSequence(this.#state.seq), text: decision.reply } as const;
    this.#decided.push({ command: id, at, actor, events: decision.events, reply });
  }
}
