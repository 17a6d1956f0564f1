// Goal: no course of commands, by whomever and however late, breaks a promise of the domain. Method: random courses through all that can be
// said to each state; after every step all that must hold. The last test shows that the courses get everywhere: each type of event occurs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.ts";
import type { Command } from "./commands.ts";
import { decide } from "./decide.ts";
import { streamOf, type DomainEvent, type EventType, type StoredEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { commandId, eventSequence, instant, type ObligationKey, type TicketId } from "./ids.ts";
import { isLandingNow } from "./landing/due.ts";
import { obligations } from "./obligations.ts";
import type { Run } from "./run/state.ts";
import type { Actor } from "./shared.ts";
import { emptyState, type State } from "./state.ts";
import { boardRows, latestRun } from "./status.ts";
import { sayingOf, type Choice } from "./testing/choices.ts";
import { START_AT, given, uuid } from "./testing/given.ts";
import { C1, opened } from "./testing/stories.ts";
import { TICKET_TRANSITIONS, type TicketStageName } from "./ticket/state.ts";

const LIMITS = { runsMax: 2, unreviewedMax: 2 };

/** Where the latest run of a ticket may stand. All its other runs have ended. */
const RUN_STAGES: Readonly<Record<TicketStageName, readonly string[]>> = {
  draft: ["none", "ended"],
  queued: ["none", "ended"],
  running: ["preparing", "working", "waiting", "reported import"],
  review: ["reported check", "reported review", "reported ready", "reported conflicted"],
  landing: ["reported ready"],
  landed: ["ended"],
  closed: ["none", "ended"],
};

/** Observations that leave their obligation owed: an agent says more than once that it lives and what it used. */
const OF_PROGRESS: readonly Command["type"][] = ["run.observe-agent-started", "run.observe-usage"];

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
  passMs: fc.constantFrom(0, 1, 500, 10_000),
});
const course = fc.array(choice, { minLength: 1, maxLength: 160, size: "max" });

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
      const read = events.map((stored) => JSON.parse(canonicalJson(stored)) as StoredEvent);
      expect(canonicalJson(read.reduce(evolve, emptyState(LIMITS)))).toBe(canonicalJson(state));
    }),
    { numRuns: 60 },
  );
});

test("the courses get everywhere: each type of event occurs", () => {
  const seen = new Set<EventType>();
  for (const choices of fc.sample(course, { seed: 7, numRuns: 250 }))
    for (const event of follow(choices).events) seen.add(event.type);
  expect([...seen].toSorted()).toEqual([...EVENT_TYPES].toSorted());
});

function follow(choices: readonly Choice[]): Course {
  const begun = given(opened).state;
  const state: State = { ...begun, limits: LIMITS };
  const going: Course = { state, atMs: START_AT, events: [...storedBefore()], pastKeys: new Set() };
  for (const one of choices) step(going, one);
  return going;
}

/** What `opened` puts on record, as events. */
function storedBefore(): readonly StoredEvent[] {
  const events: DomainEvent[] = [];
  let state = emptyState();
  for (const command of opened as readonly Command[]) {
    const actor: Actor = { kind: "engine" };
    const decision = decide(state, command, { at: instant(START_AT), uuid: uuid(800), actor });
    if (decision.kind === "accepted") events.push(...decision.events);
    state = events.reduce(
      (before, event) => evolve(before, store(event, before.seq + 1, START_AT)),
      emptyState(),
    );
  }
  return events.map((event, index) => store(event, index + 1, START_AT));
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

function step(going: Course, one: Choice): void {
  going.atMs += one.passMs;
  const before = going.state;
  const owedBefore = obligations(before).map((obligation) => obligation.key);
  const { command, actor } = sayingOf(before, one, [...going.pastKeys]);
  const given_ = { at: instant(going.atMs), uuid: uuid(before.seq), actor };
  const decision = decide(before, command, given_);
  if (decision.kind === "refused") {
    expect(decision).toEqual({ kind: "refused", refusal: expect.anything() });
    return;
  }
  expectRights(before, actor, decision.events);
  for (const event of decision.events) {
    const stored = store(event, going.state.seq + 1, going.atMs);
    const next = evolve(going.state, stored);
    expectTransitions(going.state, next);
    going.state = next;
    going.events.push(stored);
  }
  expectPromises(going.state);
  expectKeysNeverReturn(going, owedBefore);
  expectStaleSecondTime(going.state, command, decision.events, given_);
  if (actor.kind !== "engine") expectNothingTakenFromLanding(before, going.state, going.atMs);
}

/** A report turn drafts and raises attention, nothing else; a worker nothing at all. */
function expectRights(state: State, actor: Actor, events: readonly DomainEvent[]): void {
  if (actor.kind === "worker") expect(events).toEqual([]);
  if (actor.kind !== "orchestrator") return;
  const { running } = state.conversations.get(actor.conversation) ?? { running: null };
  expect(running?.n).toBe(actor.turn);
  if (running?.kind !== "report") return;
  const harmless = ["ticket.drafted", "conversation.put-up", "conversation.attention-raised"];
  expect(events.map((event) => event.type).filter((type) => !harmless.includes(type))).toEqual([]);
}

function expectTransitions(before: State, after: State): void {
  for (const ticket of after.tickets.values()) {
    const from = before.tickets.get(ticket.id)?.stage.name ?? "draft";
    const to = ticket.stage.name;
    if (from !== to) expect(TICKET_TRANSITIONS[from], `${ticket.id} goes from ${from}`).toContain(to);
  }
}

function expectPromises(state: State): void {
  const keys = obligations(state).map((obligation) => obligation.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(() => boardRows(state, { read: () => null })).not.toThrow();
  for (const ticket of state.tickets.values()) {
    const latest = latestRun(state, ticket);
    expect(RUN_STAGES[ticket.stage.name], `${ticket.id} is ${ticket.stage.name}`).toContain(stageOf(latest));
    for (const run of state.runs.values())
      if (run.ticket === ticket.id && run !== latest) expect(run.stage.name).toBe("ended");
    if ("run" in ticket.stage) expect(ticket.stage.run).toBe(latest?.id);
  }
  for (const run of state.runs.values()) {
    // An agent that works has something that it has not answered; else it would wait for ever.
    if (run.stage.name === "working") expect(run.messages.some((message) => !message.isDelivered)).toBe(true);
    expect(run.fixRound).toBeLessThanOrEqual(3);
  }
  expectQueue(state);
}

function stageOf(run: Run | null): string {
  if (run === null) return "none";
  return run.stage.name === "reported" ? `reported ${run.stage.step.name}` : run.stage.name;
}

/** The queue holds exactly the landings that are not over: those of tickets that are landing. */
function expectQueue(state: State): void {
  const open = [...state.landings.values()].filter((one) =>
    ["queued", "verifying", "landing"].includes(one.stage.name),
  );
  expect(state.queue).toEqual(open.map((landing) => landing.id));
  const landing = [...state.tickets.values()].flatMap(({ stage }) =>
    stage.name === "landing" ? [stage.landing] : [],
  );
  expect(new Set(state.queue)).toEqual(new Set(landing));
  for (const [place, one] of open.entries()) if (place > 0) expect(one.stage.name).toBe("queued");
}

/** Or an observation of a former life would be taken for one of this. A start may wait again: nothing has happened under its key. */
function expectKeysNeverReturn(going: Course, owedBefore: readonly ObligationKey[]): void {
  const owed = obligations(going.state).map((obligation) => obligation.key);
  for (const key of owed) if (!key.includes("/start-run#")) expect(going.pastKeys).not.toContain(key);
  for (const key of owedBefore) if (!owed.includes(key)) going.pastKeys.add(key);
}

function expectStaleSecondTime(
  state: State,
  command: Command,
  events: readonly DomainEvent[],
  given_: Parameters<typeof decide>[2],
): void {
  if (!("key" in command) || events.length === 0 || OF_PROGRESS.includes(command.type)) return;
  expect(decide(state, command, given_)).toMatchObject({ kind: "accepted", events: [] });
}

/** While the target may be moving, only an observation says what happened. */
function expectNothingTakenFromLanding(before: State, after: State, atMs: number): void {
  const stages = (state: State, id: TicketId) => state.tickets.get(id)?.stage;
  for (const ticket of before.tickets.values())
    if (isLandingNow(before, ticket, instant(atMs)))
      expect(stages(after, ticket.id)).toEqual(stages(before, ticket.id));
}

const EVENT_TYPES: readonly EventType[] = [
  "project.opened",
  "ticket.drafted",
  "ticket.edited",
  "ticket.approved",
  "ticket.approval-undone",
  "ticket.started",
  "ticket.requeued",
  "ticket.review-entered",
  "ticket.sent-back",
  "ticket.landing-entered",
  "ticket.landing-left",
  "ticket.landed",
  "ticket.closed",
  "run.created",
  "run.workspace-prepared",
  "run.agent-started",
  "run.tool-first-used",
  "run.message-queued",
  "run.messages-delivered",
  "run.usage-reported",
  "run.reported",
  "run.imported",
  "run.checked",
  "run.merge-conflicted",
  "run.reviewed",
  "run.resumed",
  "run.fix-asked",
  "run.agent-lost",
  "run.waiting",
  "run.attention-raised",
  "run.attention-cleared",
  "run.landing-asked",
  "run.ended",
  "run.agent-stopped",
  "run.work-kept",
  "run.workspace-removed",
  "landing.queued",
  "landing.verifying",
  "landing.verified",
  "landing.target-moved",
  "landing.blocked",
  "landing.conflicted",
  "landing.rejected",
  "landing.landed",
  "conversation.opened",
  "conversation.message-received",
  "conversation.report-queued",
  "conversation.turn-begun",
  "conversation.turn-interrupt-asked",
  "conversation.turn-interrupted",
  "conversation.turn-answered",
  "conversation.turn-lost",
  "conversation.turn-failed",
  "conversation.put-up",
  "conversation.approval-used",
  "conversation.attention-raised",
];

test("the list of event types is whole", () => {
  const all: Readonly<Record<EventType, true>> = Object.fromEntries(
    EVENT_TYPES.map((type) => [type, true]),
  ) as never;
  expect(Object.keys(all)).toHaveLength(EVENT_TYPES.length);
  expect(C1).toBe("C1");
});
