// Journals with all that a project can go through: a course of commands, decided as the engine's loop decides them.
import fc from "fast-check";
import { decide } from "../../domain/decide.ts";
import { streamOf } from "../../domain/events.ts";
import { evolve } from "../../domain/evolve.ts";
import { commandId, eventSequence, instant, type ObligationKey } from "../../domain/ids.ts";
import { obligations } from "../../domain/obligations.ts";
import { emptyState, type State } from "../../domain/state.ts";
import { sayingOf, type Choice, type Saying } from "../../domain/testing/choices.ts";
import { ENGINE, START_AT, uuid } from "../../domain/testing/given.ts";
import { opened } from "../../domain/testing/stories.ts";
import type { Decided, Reply } from "../contract.ts";

const LIMITS = { runsMax: 2, unreviewedMax: 2 };

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(9_999),
  what: fc.nat(9_999),
  detail: fc.nat(9_999),
  actor: fc.nat(9_999),
  passMs: fc.constantFrom(0, 1.5, 500, 10_000),
});

/** Refused commands and repeats of observations among them. */
export function course(lengthMax: number): fc.Arbitrary<readonly Decided[]> {
  return fc.array(choice, { maxLength: lengthMax, size: "max" }).map(follow);
}

function follow(choices: readonly Choice[]): readonly Decided[] {
  const decided: Decided[] = [];
  const pastKeys = new Set<ObligationKey>();
  let state = emptyState(LIMITS);
  let atMs = START_AT;
  const say = (saying: Saying): void => {
    const step = decideOne(state, saying, atMs, decided.length + 1);
    ({ state } = step);
    decided.push(step.decided);
    for (const { key } of obligations(state)) pastKeys.add(key);
  };
  for (const command of opened) say({ command, actor: ENGINE });
  for (const one of choices) {
    atMs += one.passMs;
    say(sayingOf(state, one, [...pastKeys]));
  }
  return decided;
}

function decideOne(
  before: State,
  { command, actor }: Saying,
  atMs: number,
  n: number,
): { readonly state: State; readonly decided: Decided } {
  const at = instant(atMs);
  const id = commandId(`course-${n}`);
  const decision = decide(before, command, { at, uuid: uuid(n), actor });
  const events = decision.kind === "accepted" ? decision.events : [];
  const state = events.reduce((each, event) => {
    const seq = eventSequence(each.seq + 1);
    const stored = { seq, at, stream: streamOf(event), version: 0, schema: 1, actor, command: id };
    return evolve(each, { ...event, ...stored });
  }, before);
  const seq = eventSequence(state.seq);
  const reply: Reply =
    decision.kind === "accepted"
      ? { kind: "accepted", seq, text: decision.reply }
      : { kind: "refused", seq, refusal: decision.refusal };
  return { state, decided: { command: id, at, actor, events, reply } };
}
