import { expect, test } from "vitest";
import type { StoredEvent } from "../domain/events.ts";
import { ticketId } from "../domain/ids.ts";
import { obligations } from "../domain/obligations.ts";
import { given, type Step } from "../domain/testing/given.ts";
import { R11, approve, draft, observe, opened, says } from "../domain/testing/stories.ts";
import { upTo } from "../domain/testing/ticket-story.ts";
import { createOwed } from "./owed.ts";

const keysOf = (list: readonly { readonly key: string }[]) => list.map(({ key }) => key).toSorted();
const stateOf = (...story: readonly Step[]) => given(opened, ...story).state;
/** As much of an event as tells whom it touches. */
const names = (type: string, data: object) => [{ type, data } as unknown as StoredEvent];

test("comparing everything gives what is owed, and then nothing more", () => {
  const owed = createOwed();
  const state = stateOf(upTo("working"), upTo("queued", { n: 2 }), says("and now?"));
  expect(keysOf(owed.compareAll(state).came)).toEqual(keysOf(obligations(state)));
  expect(owed.compareAll(state)).toEqual({ came: [], went: [] });
});

test("a run that is named is looked at again, with its ticket", () => {
  const owed = createOwed();
  owed.compareAll(stateOf(upTo("working")));
  const change = owed.update(stateOf(upTo("working"), observe.report()), names("run.reported", { run: R11 }));
  expect(keysOf(change.came)).toEqual(["R-1.1/import-commits#1"]);
  expect(keysOf(change.went)).toEqual(["R-1.1/run-agent#0"]);
});

test("what is not named is not looked at, unless it waits on others", () => {
  const owed = createOwed();
  owed.compareAll(stateOf(upTo("working")));
  const after = stateOf(upTo("working"), observe.report());
  expect(owed.update(after, names("ticket.drafted", { ticket: "T-9" }))).toEqual({ came: [], went: [] });
  expect(keysOf(owed.compareAll(after).came)).toEqual(["R-1.1/import-commits#1"]);
});

test("a queued ticket is looked at whatever happens: it may be its turn now", () => {
  const owed = createOwed();
  const limits = { runsMax: 1, unreviewedMax: 10 };
  const busy = {
    ...stateOf(upTo("working"), draft({ title: "next" }), approve(ticketId("T-2"))),
    limits,
  };
  expect(keysOf(owed.compareAll(busy).came)).toEqual(["R-1.1/run-agent#0"]);
  const freed = {
    ...stateOf(upTo("working"), draft({ title: "next" }), approve(ticketId("T-2")), observe.report()),
    limits,
  };
  const change = owed.update(freed, names("run.reported", { run: R11 }));
  expect(keysOf(change.came)).toEqual(["R-1.1/import-commits#1", "T-2/start-run#0"]);
});

test("an event of the project lets everything be looked at", () => {
  const owed = createOwed();
  owed.compareAll(stateOf(upTo("working")));
  const halted = stateOf(upTo("working"), { type: "project.halt", reason: "no" });
  expect(keysOf(owed.update(halted, names("project.halted", { reason: "no" })).went)).toEqual([
    "R-1.1/run-agent#0",
  ]);
});
