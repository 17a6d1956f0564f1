// Tests of the domain read: given what happened, when a command comes, it gives events or it refuses. (Not `then`: whoever awaits an
// object with a `then` calls it.) What is given are commands, so that every state in a test can be reached, or bare events.
import { expect } from "vitest";
import type { Command } from "../commands.ts";
import { decide } from "../decide.ts";
import { streamOf, type DomainEvent, type EventType } from "../events.ts";
import { evolve } from "../evolve.ts";
import { commandId, eventSequence, instant } from "../ids.ts";
import { obligations } from "../obligations.ts";
import type { Actor, Decision, RefusalCode } from "../shared.ts";
import { emptyState, type Limits, type State } from "../state.ts";

/** A command may be made from the state it meets: its key, its hash. */
export type CommandIn = Command | ((state: State) => Command);
export type ActorIn = Actor | ((state: State) => Actor);

export type Step =
  | CommandIn
  | DomainEvent
  | { readonly by: ActorIn; readonly command: CommandIn }
  | { readonly passMs: number }
  | readonly Step[];

export const USER: Actor = { kind: "user", session: "s-1" };
export const ENGINE: Actor = { kind: "engine" };

export const START_AT = 1_000_000;

/** The n-th uuid that a story gives away. */
export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

interface Moment {
  readonly state: State;
  readonly atMs: number;
  readonly decidedCount: number;
}

/** Runs the steps; one that is refused, or that changes nothing, breaks the test: its story would not be what it says. */
export function given(...steps: readonly Step[]): Given {
  return new Given(steps.reduce<Moment>(after, { state: emptyState(), atMs: START_AT, decidedCount: 0 }));
}

/** As `given`, under other limits. */
export function givenLimits(limits: Limits, ...steps: readonly Step[]): Given {
  return new Given(
    steps.reduce<Moment>(after, { state: emptyState(limits), atMs: START_AT, decidedCount: 0 }),
  );
}

class Given {
  readonly state: State;
  readonly #moment: Moment;
  constructor(moment: Moment) {
    this.state = moment.state;
    this.#moment = moment;
  }

  when(command: CommandIn, actor?: ActorIn): Outcome {
    const { state } = this.#moment;
    const made = typeof command === "function" ? command(state) : command;
    const decision = decided(this.#moment, made, actorOf(state, made, actor));
    return new Outcome(decision, folded(this.#moment, decision).state);
  }
}

class Outcome {
  /** After the events. */
  readonly state: State;
  readonly #decision: Decision<DomainEvent>;
  constructor(decision: Decision<DomainEvent>, state: State) {
    this.#decision = decision;
    this.state = state;
  }

  /** Exactly these events in this order; of their data, what is named. */
  gives(...expected: readonly ExpectedEvent[]): this {
    expect(this.#decision).toMatchObject({ kind: "accepted" });
    const events = this.#decision.kind === "accepted" ? this.#decision.events : [];
    expect(events.map((one) => one.type)).toEqual(expected.map((one) => one.type));
    expect(events).toMatchObject(expected);
    return this;
  }

  /** Accepted, and of no consequence. */
  givesNothing(): this {
    return this.gives();
  }

  /** With this code, and with these words in the message. */
  refuses(code: RefusalCode, ...words: readonly string[]): this {
    expect(this.#decision).toMatchObject({ kind: "refused", refusal: { code } });
    const message = this.#decision.kind === "refused" ? this.#decision.refusal.message : "";
    for (const word of words) expect(message).toContain(word);
    return this;
  }

  replies(text: string): this {
    expect(this.#decision).toMatchObject({ kind: "accepted", reply: text });
    return this;
  }

  /** All that the state owes afterwards. */
  owes(...keys: readonly string[]): this {
    expect(obligations(this.state).map((obligation) => obligation.key)).toEqual(keys);
    return this;
  }
}

interface ExpectedEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An expected event; of its data, what matters to the test. */
export function event<Type extends EventType>(
  type: Type,
  data: Partial<Extract<DomainEvent, { readonly type: Type }>["data"]> = {},
): ExpectedEvent {
  return { type, data };
}

function after(moment: Moment, step: Step): Moment {
  if (isList(step)) return step.reduce<Moment>(after, moment);
  if (typeof step === "object" && "passMs" in step) return { ...moment, atMs: moment.atMs + step.passMs };
  if (typeof step === "object" && "data" in step)
    return folded(moment, { kind: "accepted", events: [step], reply: "" });
  const { by, command } = typeof step === "object" && "by" in step ? step : { by: undefined, command: step };
  const made = typeof command === "function" ? command(moment.state) : command;
  const decision = decided(moment, made, actorOf(moment.state, made, by));
  expect(decision, `given ${made.type}`).toMatchObject({ kind: "accepted" });
  const next = folded(moment, decision);
  expect(next.state.seq, `given ${made.type} changes something`).toBeGreaterThan(moment.state.seq);
  return next;
}

function isList(step: Step): step is readonly Step[] {
  return Array.isArray(step);
}

function decided(moment: Moment, command: Command, actor: Actor): Decision<DomainEvent> {
  const at = instant(moment.atMs);
  return decide(moment.state, command, { at, uuid: uuid(moment.decidedCount + 1), actor });
}

function folded(moment: Moment, decision: Decision<DomainEvent>): Moment {
  const decidedCount = moment.decidedCount + 1;
  const state = (decision.events ?? []).reduce((before, one) => {
    const seq = eventSequence(before.seq + 1);
    const stored = { seq, at: instant(moment.atMs), stream: streamOf(one), version: 0, schema: 1 };
    return evolve(before, { ...one, ...stored, actor: ENGINE, command: commandId(`c-${decidedCount}`) });
  }, moment.state);
  return { ...moment, state, decidedCount };
}

const OF_THE_ENGINE: readonly string[] = [
  "project.open",
  "project.observe-stop-file",
  "landing.begin",
  "project.end-away",
  "conversation.begin-turn",
];

/** Who gives a command when a test does not say: the engine what it observes, the user the rest. */
function actorOf(state: State, command: Command, actor: ActorIn | undefined): Actor {
  if (typeof actor === "function") return actor(state);
  return actor ?? ("key" in command || OF_THE_ENGINE.includes(command.type) ? ENGINE : USER);
}
