// Goal: no course of commands, by whomever and however late, breaks a promise of the domain. Method: random courses through all that can be
// said to each state; after every step all that must hold. The last test shows that the courses get everywhere: each type of event occurs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.ts";
import type { Command } from "./commands.ts";
import { decide } from "./decide.ts";
import { streamOf, type DomainEvent, type EventType, type StoredEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { Fold } from "./fold.ts";
import { commandId, eventSequence, instant, type ObligationKey } from "./ids.ts";
import { obligations } from "./obligations.ts";
import type { Actor } from "./shared.ts";
import { emptyState, type State } from "./state.ts";
import { sayingOf, type Choice } from "./testing/choices.ts";
import { START_AT, uuid } from "./testing/given.ts";
import { expectAccountPromises } from "./testing/account-promises.ts";
import {
  claim,
  expectNothingTakenFromLanding,
  expectPromises,
  expectRights,
  expectStaleSecondTime,
  expectTransitions,
} from "./testing/promises.ts";
import { opened } from "./testing/stories.ts";

const LIMITS = {
  runsMax: 2,
  unreviewedMax: 2,
  askMsMax: 5_000,
  budgets: { ticket: { costUsd: 4 }, day: { costUsd: 12 }, project: { costUsd: 40 }, utcOffsetMs: 0 },
};

interface Course {
  state: State;
  atMs: number;
  readonly events: StoredEvent[];
  /** Keys that were owed once and are not owed now. */
  readonly pastKeys: Set<ObligationKey>;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(9_999),
  what: fc.nat(9_999),
  detail: fc.nat(9_999),
  actor: fc.nat(9_999),
  passMs: fc.constantFrom(0, 1, 500, 10_000, 6 * 60 * 60_000),
});
// Without bias: small numbers are no more likely to break something than others.
const course = fc.noBias(fc.array(choice, { minLength: 1, maxLength: 160, size: "max" }));

test("every course keeps every promise", () => {
  fc.assert(
    fc.property(course, (choices) => {
      follow(choices);
    }),
    { numRuns: 250 },
  );
});

test("the same events give the same state, byte for byte", () => {
  fc.assert(
    fc.property(course, (choices) => {
      const { state, events } = follow(choices);
      const again = events.reduce(evolve, emptyState(LIMITS));
      expect(canonicalJson(again)).toBe(canonicalJson(state));
      // A fold that changes its maps in place tells the same: nothing reads a state after its event.
      const fold = new Fold(emptyState(LIMITS));
      for (const stored of events) fold.add(stored);
      expect(canonicalJson(fold.finish())).toBe(canonicalJson(state));
      const read = events.map((stored) => JSON.parse(canonicalJson(stored)) as StoredEvent);
      expect(canonicalJson(read.reduce(evolve, emptyState(LIMITS)))).toBe(canonicalJson(state));
    }),
    { numRuns: 60 },
  );
});

test("the courses get everywhere: each type of event occurs", () => {
  const seen = new Set<EventType>();
  for (const choices of fc.sample(course, { seed: 7, numRuns: 400 }))
    for (const event of follow(choices).events) seen.add(event.type);
  expect([...seen].toSorted()).toEqual(Object.keys(EVENT_TYPES).toSorted());
});

function follow(choices: readonly Choice[]): Course {
  const going: Course = { state: emptyState(LIMITS), atMs: START_AT, events: [], pastKeys: new Set() };
  for (const command of opened) say(going, command, { kind: "engine" });
  for (const one of choices) {
    going.atMs += one.passMs;
    const { command, actor } = sayingOf(going.state, one, [...going.pastKeys]);
    say(going, command, actor);
  }
  return going;
}

function store(event: DomainEvent, seq: number, atMs: number): StoredEvent {
  const actor: Actor = { kind: "engine" };
  const where = {
    seq: eventSequence(seq),
    at: instant(atMs),
    stream: streamOf(event),
    version: 1,
    schema: 1,
  };
  return { ...event, ...where, actor, command: commandId(`c-${seq}`) };
}

function say(going: Course, command: Command, actor: Actor): void {
  const before = going.state;
  const owedBefore = obligations(unhalted(before)).map((obligation) => obligation.key);
  const told = { at: instant(going.atMs), uuid: uuid(before.seq), actor };
  const decision = decide(before, command, told);
  const events = decision.events ?? [];
  claim(
    decision.kind === "accepted" || events.every(({ type }) => type === "project.away-refused"),
    () => "a refusal changed something",
  );
  if (decision.kind === "accepted") expectRights(before, actor, events);
  for (const event of events) {
    const stored = store(event, going.state.seq + 1, going.atMs);
    const next = evolve(going.state, stored);
    expectTransitions(going.state, next);
    going.state = next;
    going.events.push(stored);
  }
  expectPromises(going.state);
  expectAccountPromises(before, going.state, events, going.atMs);
  expectKeysNeverReturn(going, owedBefore);
  expectStaleSecondTime(going.state, command, events, told);
  if (actor.kind !== "engine") expectNothingTakenFromLanding(before, going.state, going.atMs);
}

/** What is stopped with everything else is owed again as it was. */
const unhalted = (state: State): State => ({ ...state, halted: null });

/** Or an observation of a former life would be taken for one of this. A start may wait again: nothing has happened under its key. */
function expectKeysNeverReturn(going: Course, owedBefore: readonly ObligationKey[]): void {
  const owed = obligations(unhalted(going.state)).map((obligation) => obligation.key);
  for (const key of owed)
    claim(
      /\/(?:start-run|go-on|begin-turn|land-when-green|begin)#/.test(key) || !going.pastKeys.has(key),
      () => `${key} is owed again`,
    );
  for (const key of owedBefore) if (!owed.includes(key)) going.pastKeys.add(key);
}

/** Every type of event there is; one more does not compile without its line. */
const EVENT_TYPES: Readonly<Record<EventType, true>> = {
  "project.opened": true,
  "project.halted": true,
  "project.went-on": true,
  "project.budget-raised": true,
  "project.usage-reported": true,
  "project.away-begun": true,
  "project.away-refused": true,
  "project.away-ended": true,
  "project.came-back": true,
  "project.fuse-blown": true,
  "project.fuse-reset": true,
  "ticket.drafted": true,
  "ticket.edited": true,
  "ticket.dependency-moved": true,
  "ticket.approved": true,
  "ticket.approval-undone": true,
  "ticket.started": true,
  "ticket.requeued": true,
  "ticket.review-entered": true,
  "ticket.sent-back": true,
  "ticket.landing-entered": true,
  "ticket.landing-left": true,
  "ticket.landed": true,
  "ticket.closed": true,
  "ticket.budget-raised": true,
  "run.created": true,
  "run.workspace-prepared": true,
  "run.agent-started": true,
  "run.tool-first-used": true,
  "run.message-queued": true,
  "run.messages-delivered": true,
  "run.usage-reported": true,
  "run.reported": true,
  "run.imported": true,
  "run.checked": true,
  "run.merge-conflicted": true,
  "run.reviewed": true,
  "run.resumed": true,
  "run.paused": true,
  "run.resume-asked": true,
  "run.interrupted": true,
  "run.asked": true,
  "run.answered": true,
  "run.ask-expired": true,
  "run.ask-withdrawn": true,
  "ticket.permission-granted": true,
  "run.taken-over": true,
  "run.handed-over": true,
  "run.given-back": true,
  "run.fix-asked": true,
  "run.agent-lost": true,
  "run.waiting": true,
  "run.parked": true,
  "run.model-changed": true,
  "run.review-parked": true,
  "run.review-resumed": true,
  "run.attention-raised": true,
  "run.attention-cleared": true,
  "run.landing-asked": true,
  "run.ended": true,
  "run.agent-stopped": true,
  "run.work-kept": true,
  "run.workspace-removed": true,
  "landing.queued": true,
  "landing.verifying": true,
  "landing.verified": true,
  "landing.target-moved": true,
  "landing.blocked": true,
  "landing.conflicted": true,
  "landing.rejected": true,
  "landing.landed": true,
  "conversation.opened": true,
  "conversation.message-received": true,
  "conversation.report-queued": true,
  "conversation.turn-begun": true,
  "conversation.turn-interrupt-asked": true,
  "conversation.turn-interrupted": true,
  "conversation.turn-answered": true,
  "conversation.turn-lost": true,
  "conversation.turn-failed": true,
  "conversation.proposal-made": true,
  "conversation.proposal-approved": true,
  "conversation.turn-parked": true,
  "conversation.turn-resumed": true,
  "conversation.put-up": true,
  "conversation.approval-used": true,
  "conversation.attention-raised": true,
  "account.connected": true,
  "account.parked": true,
  "account.released": true,
  "account.answered": true,
};
