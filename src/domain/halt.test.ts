import { describe, expect, test } from "vitest";
import { obligations } from "./obligations.ts";
import { must } from "./state.ts";
import { boardRow } from "./status.ts";
import { given } from "./testing/given.ts";
import { R11, T1, approve, draft, observe, opened, says } from "./testing/stories.ts";
import { upTo } from "./testing/ticket-story.ts";

const NO_FACTS = { read: () => null };
const halt = { type: "project.halt", reason: "stopped by the user" } as const;
const goOn = { type: "project.go-on" } as const;

describe("when everything is stopped", () => {
  test("nothing is owed, and what was owed is owed again afterwards, under the same keys", () => {
    const before = given(opened, upTo("working"), draft(), says("and now?"));
    const stopped = given(opened, upTo("working"), draft(), says("and now?"), halt);
    expect(obligations(before.state).length).toBeGreaterThan(1);
    expect(obligations(stopped.state)).toEqual([]);
    const after = given(opened, upTo("working"), draft(), says("and now?"), halt, goOn);
    expect(obligations(after.state)).toEqual(obligations(before.state));
  });

  test("a run that ended before still owes that no process of it lives", () => {
    const { state } = given(opened, upTo("working"), { type: "run.stop", run: R11, reason: "no" }, halt);
    expect(obligations(state).map(({ kind }) => kind)).toEqual(["stop-agent"]);
  });

  test("nothing lands, however it was approved", () => {
    const { state } = given(opened, upTo("landing"), halt);
    expect(obligations(state)).toEqual([]);
  });

  test("what was under way is still believed when it is observed", () => {
    const { state } = given(opened, upTo("working"), halt, observe.report());
    expect(must(state.runs, R11).stage.name).toBe("reported");
  });

  test("the board says so of everything that does not wait for the user", () => {
    const { state } = given(opened, upTo("working"), draft(), halt);
    const [first, second] = [...state.tickets.values()].map((ticket) => boardRow(state, NO_FACTS, ticket));
    expect(first).toMatchObject({
      word: "stopped",
      status: expect.stringContaining("everything is stopped"),
    });
    expect(second).toMatchObject({ word: "draft" });
    expect(must(state.tickets, T1).stage.name).toBe("running");
  });

  test("by a file, nothing goes on before it is gone, and then at the user's word", () => {
    const found = { type: "project.observe-stop-file", path: "/home/STOP" } as const;
    const gone = { type: "project.observe-stop-file", path: null } as const;
    const held = given(opened, upTo("working"), found);
    expect(held.state.halted).toMatchObject({ reason: "the file /home/STOP is there" });
    expect(obligations(held.state)).toEqual([]);
    given(opened, found).when(goOn).refuses("wrong-stage");
    given(opened, found).when(found).gives();
    const freed = given(opened, upTo("working"), found, gone);
    expect(obligations(freed.state)).toEqual([]);
    expect(freed.state.halted).toMatchObject({ since: held.state.halted?.since, heldBy: null });
    expect(obligations(given(opened, upTo("working"), found, gone, goOn).state)).not.toEqual([]);
    given(opened).when(gone).gives();
  });

  test("by the user and then by a file, both are needed", () => {
    const found = { type: "project.observe-stop-file", path: "/home/STOP" } as const;
    given(opened, halt, found).when(goOn).refuses("wrong-stage");
  });

  test("approvals are taken and wait, and stopping twice is once", () => {
    const { state } = given(opened, draft(), halt, approve());
    expect(obligations(state)).toEqual([]);
    given(opened, halt).when(halt).gives();
    given(opened).when(goOn).gives();
  });
});
