// Goal: whatever runs use and whenever, what is reserved and what is spent is never less than nothing, and no cap is passed by more than
// one call of each run that was alive. Method: random courses of calls, raises, starts and days over the domain's own decide.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../decide.ts";
import { streamOf, type DomainEvent } from "../events.ts";
import { evolve } from "../evolve.ts";
import { commandId, eventSequence, instant } from "../ids.ts";
import { obligations } from "../obligations.ts";
import type { Command } from "../commands.ts";
import type { Run } from "../run/state.ts";
import { ENGINE, START_AT, USER, givenLimits, uuid } from "../testing/given.ts";
import { BASE, SPEC, approve, draft, opened } from "../testing/stories.ts";
import type { State } from "../state.ts";
import { accountOf, reservationOf, runCaps } from "./caps.ts";
import { dayOf, inDay, settle } from "./spending.ts";
import { MEASURES, NO_LIMITS, NO_SPENDING } from "./state.ts";

const RUNS = 4;
const CALL_USD_MAX = 0.4;
const LIMITS = {
  runsMax: RUNS,
  unreviewedMax: 10,
  budgets: { ...NO_LIMITS, ticket: { costUsd: 2.5 }, day: { costUsd: 5 }, project: { costUsd: 12 } },
};
const budget = { turnsMax: 12, costUsdMax: 2, tokensMax: 30_000 };

interface Step {
  readonly what: "call" | "owed" | "raise" | "raise-day" | "retry";
  readonly which: number;
  readonly usd: number;
  readonly passMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    "call",
    "call",
    "call",
    "call",
    "owed",
    "owed",
    "owed",
    "raise",
    "raise-day",
    "retry",
  ),
  which: fc.nat(50),
  usd: fc.double({ min: 0, max: CALL_USD_MAX, noNaN: true }),
  passMs: fc.constantFrom(1_000, 60_000, 40 * 60_000, 7 * 60 * 60_000),
});

test("nothing is negative, and no cap is passed by more than one call of each live run", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: "max" }), (steps) => {
      const drafts = Array.from({ length: RUNS }, (_, n) => draft({ ...SPEC, budget, title: `T ${n}` }));
      const begun = givenLimits(LIMITS, opened, drafts);
      let { state } = begun;
      for (const { id } of state.tickets.values()) {
        const command = approve(id);
        state = apply(state, typeof command === "function" ? command(state) : command, START_AT, true);
      }
      let atMs = START_AT;
      for (const one of steps) {
        atMs += one.passMs;
        const command = commandOf(state, one);
        if (command === null) continue;
        state = apply(
          state,
          command,
          atMs,
          command.type.startsWith("ticket.raise") || command.type.startsWith("project"),
        );
        expectKept(state, atMs);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

function commandOf(state: State, { what, which, usd }: Step): Command | null {
  const pick = <Item>(list: readonly Item[]) => list[which % Math.max(1, list.length)] ?? null;
  const runs = [...state.runs.values()];
  if (what === "call") {
    const run = pick(runs.filter(({ stage }) => stage.name === "working"));
    const key = run && obligations(state).find(({ key: one }) => one.startsWith(`${run.id}/run-agent`))?.key;
    if (!run || !key) return null;
    return { type: "run.observe-usage", key, run: run.id, usage: afterCall(run, usd) };
  }
  const ticket = pick([...state.tickets.values()]);
  if (what === "raise")
    return ticket && { type: "ticket.raise-budget", ticket: ticket.id, added: { costUsd: usd + 0.01 } };
  if (what === "raise-day")
    return { type: "project.raise-budget", scope: "day", added: { costUsd: usd + 0.01 } };
  if (what === "retry") return ticket && { type: "ticket.retry", ticket: ticket.id, reason: "again" };
  const owed = pick(obligations(state).filter(({ notBefore }) => notBefore === null));
  if (owed?.kind === "follow-up") return owed.command;
  if (owed?.kind === "start-run")
    return {
      type: "ticket.start",
      key: owed.key,
      ticket: owed.subject.ticket,
      base: BASE,
      session: uuid(900) as never,
    };
  if (owed?.kind === "prepare-workspace")
    return {
      type: "run.observe-workspace",
      key: owed.key,
      run: owed.subject.run,
      path: "/w",
      branch: "b" as never,
    };
  return null;
}

function afterCall({ usage }: Run, usd: number): Run["usage"] {
  return {
    turnCount: usage.turnCount + 1,
    inputTokens: usage.inputTokens + 2_000,
    outputTokens: usage.outputTokens + 100,
    costUsd: usage.costUsd + usd,
    runningMs: (usage.runningMs ?? 0) + 1_000,
  };
}

function expectKept(state: State, atMs: number): void {
  for (const run of state.runs.values()) {
    const reserved = reservationOf(state, run);
    for (const measure of MEASURES) expect(reserved[measure]).toBeGreaterThanOrEqual(0);
    const ticket = state.tickets.get(run.ticket);
    if (ticket === undefined) continue;
    const caps = runCaps(ticket);
    // One call: the one that reaches it.
    expect(run.usage.costUsd).toBeLessThanOrEqual((caps.costUsd ?? 0) + CALL_USD_MAX);
    expect(run.usage.turnCount).toBeLessThanOrEqual(caps.turnCount ?? 0);
    const isWithin = run.usage.costUsd < (caps.costUsd ?? 0);
    expect(run.stage.name !== "working" || isWithin).toBe(true);
  }
  for (const scope of ["day", "project"] as const) {
    const { caps, spent, reserved } = accountOf(state, scope, null, instant(atMs));
    for (const measure of MEASURES) {
      expect(spent[measure]).toBeGreaterThanOrEqual(0);
      expect(reserved[measure]).toBeGreaterThanOrEqual(0);
    }
    expect(spent.costUsd).toBeLessThanOrEqual((caps.costUsd ?? 0) + CALL_USD_MAX);
  }
}

function apply(state: State, command: Command, atMs: number, isUsers: boolean): State {
  const told = { at: instant(atMs), uuid: uuid(state.seq), actor: isUsers ? USER : ENGINE };
  const decision = decide(state, command, told);
  if (decision.kind === "refused") return state;
  return decision.events.reduce((before, event) => evolve(before, store(event, before.seq + 1, atMs)), state);
}

function store(event: DomainEvent, seq: number, atMs: number) {
  const where = {
    seq: eventSequence(seq),
    at: instant(atMs),
    stream: streamOf(event),
    version: 1,
    schema: 1,
  };
  return { ...event, ...where, actor: ENGINE, command: commandId(`c-${seq}`) };
}

test("a report that says less than the one before takes nothing back", () => {
  const usage = { turnCount: 3, inputTokens: 5, outputTokens: 5, costUsd: 1 };
  const once = settle(NO_SPENDING, { ...usage, costUsd: 0 }, usage, instant(0));
  expect(settle(once, usage, { ...usage, costUsd: 0.2 }, instant(1)).total.costUsd).toBe(1);
});

test("a clock that is set back spends in the day that is open", () => {
  const spent = (costUsd: number) => ({ turnCount: 0, inputTokens: 0, outputTokens: 0, costUsd });
  const once = settle(NO_SPENDING, spent(0), spent(1), instant(30 * HOUR_MS));
  const back = settle(once, spent(1), spent(3), instant(20 * HOUR_MS));
  expect(inDay(back.slots, dayOf(instant(30 * HOUR_MS), 0)).costUsd).toBe(3);
});

const HOUR_MS = 60 * 60_000;
