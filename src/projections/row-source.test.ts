// Goal: what a client folds from frames is what a client that starts now is told, after any course of events, and what is told reads the
// same after a restart. Method: random courses of the domain's own commands.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../domain/decide.ts";
import { streamOf, type StoredEvent } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { commandId, eventSequence, instant, messageId } from "../domain/ids.ts";
import { emptyState, type State } from "../domain/state.ts";
import type { Facts } from "../domain/status.ts";
import { sayingOf, type Choice } from "../domain/testing/choices.ts";
import { START_AT, USER, uuid } from "../domain/testing/given.ts";
import { C1, opened } from "../domain/testing/stories.ts";
import type { Command } from "../domain/commands.ts";
import type { Actor } from "../domain/shared.ts";
import { applyFrame, EMPTY_VIEW, type View } from "../wire/feed.ts";
import { TABLES, type ProjectRow, type RowUpsert } from "../wire/rows.ts";
import { readItems } from "./conversation-page.ts";
import { createRowSource, type RowSource } from "./row-source.ts";

const PROJECT: ProjectRow = {
  id: "0123456789ab",
  name: "app",
  root: "/app",
  target: "main",
  targetTip: "ddddddd",
  uncommittedCount: 0,
  detachedAt: null,
  sandboxLevel: 0,
  sandboxReason: "no sandbox",
  hint: null,
  runsMax: 2,
  halted: null,
  parked: null,
  model: { kind: "playbook", name: "playbook", payer: "nobody", wall: null },
};

/** A course is made shorter by hand, from its seed: by itself that takes minutes, in which no test can be stopped. */
const FAILING_IS_ENOUGH = { endOnFailure: true } as const;

const NO_FACTS: Facts = { read: () => null };

/** A project whose commands are decided here and now. */
function openProject(facts: Facts = NO_FACTS) {
  let state: State = emptyState({ runsMax: 2, unreviewedMax: 2 });
  const events: StoredEvent[] = [];
  let atMs = START_AT;
  let count = 0;
  const readEvents = (after: number) => events.filter((event) => event.seq > after);
  const makeSource = () => createRowSource({ state: () => state, facts, readEvents, project: () => PROJECT });
  const submit = (command: Command, actor: Actor): readonly StoredEvent[] => {
    count += 1;
    const decision = decide(state, command, { at: instant(atMs), uuid: uuid(count), actor });
    const made = decision.kind === "accepted" ? decision.events : [];
    const stored = made.map((event): StoredEvent => {
      const one = {
        ...event,
        seq: eventSequence(state.seq + 1),
        at: instant(atMs),
        stream: streamOf(event),
        version: 0,
        schema: 1,
        actor,
        command: commandId(uuid(count)),
      };
      state = evolve(state, one);
      return one;
    });
    events.push(...stored);
    return stored;
  };
  for (const command of opened) submit(command, { kind: "engine" });
  return {
    makeSource,
    submit,
    readEvents,
    state: () => state,
    pass: (ms: number) => {
      atMs += ms;
    },
  };
}

function viewOf(rows: readonly RowUpsert[]): View["tables"] {
  const view = applyFrame(EMPTY_VIEW, { type: "snapshot", epoch: "e", seq: 0, journal: 0, now: 0, rows });
  expect(view).not.toBe(null);
  return (view ?? EMPTY_VIEW).tables;
}

function withoutOldItems(tables: View["tables"], source: RowSource): View["tables"] {
  const shown = viewOf(source.all()).item;
  return { ...tables, item: Object.fromEntries(Object.entries(tables.item).filter(([key]) => key in shown)) };
}

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.nat(9_999),
  what: fc.nat(9_999),
  detail: fc.nat(9_999),
  actor: fc.nat(9_999),
  passMs: fc.constantFrom(0, 1, 500, 10_000),
});

describe("the rows of a project", () => {
  test("a client that came early sees what one sees that comes now, and both what a restart shows", () => {
    fc.assert(
      fc.property(
        fc.noBias(fc.array(fc.tuple(choice, fc.boolean()), { minLength: 1, maxLength: 120, size: "max" })),
        fc.nat(80),
        (course, startsAfter) => {
          const project = openProject();
          // The daemon starts somewhere in the course, with whatever is under way.
          const [before, after] = [course.slice(0, startsAfter), course.slice(startsAfter)];
          for (const [one] of before) {
            project.pass(one.passMs);
            const saying = sayingOf(project.state(), one, []);
            project.submit(saying.command, saying.actor);
          }
          const source = project.makeSource();
          let view: View = { ...EMPTY_VIEW, epoch: "e", tables: viewOf(source.all()) };
          for (const [one, isTaken] of after) {
            project.pass(one.passMs);
            const saying = sayingOf(project.state(), one, []);
            source.noteEvents(project.submit(saying.command, saying.actor));
            if (!isTaken) continue;
            const frame = {
              type: "frame",
              epoch: "e",
              seq: view.seq + 1,
              journal: source.position(),
              rows: source.take(),
            } as const;
            view = applyFrame(view, frame) ?? EMPTY_VIEW;
            expect(withoutOldItems(view.tables, source)).toEqual(viewOf(source.all()));
          }
          expect(viewOf(project.makeSource().all()).board).toEqual(viewOf(source.all()).board);
          expect(viewOf(project.makeSource().all()).item).toEqual(viewOf(source.all()).item);
        },
      ),
      { numRuns: 120, ...FAILING_IS_ENOUGH },
    );
  });

  test("every row is one of its table's schema", () => {
    fc.assert(
      fc.property(fc.noBias(fc.array(choice, { minLength: 40, maxLength: 120, size: "max" })), (course) => {
        const project = openProject();
        for (const one of course) {
          project.pass(one.passMs);
          const saying = sayingOf(project.state(), one, []);
          project.submit(saying.command, saying.actor);
        }
        for (const { table, row } of project.makeSource().all()) TABLES[table].parse(row);
      }),
      { numRuns: 40, ...FAILING_IS_ENOUGH },
    );
  });

  test("no control character leaves, whatever somebody is called", () => {
    const project = openProject();
    const source = project.makeSource();
    const evil = "a\u001b[31mred\u0007\u202e\u009b2J\u0000z";
    source.noteEvents(
      project.submit(
        {
          type: "conversation.receive",
          conversation: C1,
          message: messageId(uuid(7)),
          text: evil,
          seenSeq: 0,
        },
        USER,
      ),
    );
    const text = JSON.stringify(source.take());
    expect(text).toContain("ared");
    expect(text).not.toMatch(/\\u00(?:1b|07|9b|00)|\u202e|\u009b/);
  });

  test("what did not change is not sent again", () => {
    const project = openProject();
    const source = project.makeSource();
    source.noteProject();
    expect(source.take()).toEqual([]);
    const [, ...rest] = source.all();
    expect(rest.length).toBeGreaterThan(0);
    source.noteEvents([]);
    expect(source.take()).toEqual([]);
  });
});

describe("a page of the conversation", () => {
  test("pages back through everything without a gap or a repeat", () => {
    fc.assert(
      fc.property(
        fc.noBias(fc.array(choice, { minLength: 60, maxLength: 200, size: "max" })),
        fc.integer({ min: 1, max: 7 }),
        (course, limit) => {
          const project = openProject();
          for (const one of course) {
            const saying = sayingOf(project.state(), one, []);
            project.submit(saying.command, saying.actor);
          }
          const whole = readItems(project.readEvents, project.state(), { before: Infinity, limit: 10_000 });
          const paged = [];
          for (let before: number | null = project.state().seq + 1; before !== null;) {
            const page = readItems(project.readEvents, project.state(), { before, limit });
            paged.unshift(...page.items);
            before = page.before;
          }
          expect(paged).toEqual(whole.items);
        },
      ),
      { numRuns: 60, ...FAILING_IS_ENOUGH },
    );
  });
});
