import { describe, expect, test } from "vitest";
import { obligations } from "../obligations.ts";
import { boardRow } from "../status.ts";
import { must } from "../state.ts";
import { ENGINE, event, given, givenLimits } from "../testing/given.ts";
import { R11, T1, T2, approve, draft, opened, start } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const NO_FACTS = { read: () => null };
const pause = { type: "run.pause", run: R11 } as const;
const resume = { type: "run.resume", run: R11 } as const;
const goOn = { type: "run.go-on", run: R11 } as const;
const paused = [opened, upTo("working"), pause] as const;

describe("a run that is paused", () => {
  test("owes nothing: its agent ends, its workspace and session stay", () => {
    const { state } = given(paused);
    expect(obligations(state).filter(({ subject }) => subject.kind === "run")).toEqual([]);
    expect(must(state.runs, R11)).toMatchObject({
      stage: { name: "paused" },
      workspacePath: expect.any(String),
    });
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1)).word).toBe("paused");
  });

  test("goes on in a new life of the same session when its user says so and a worker is free", () => {
    given(paused)
      .when(resume)
      .gives(event("run.resume-asked", { run: R11 }));
    const { state } = given(paused, resume);
    expect(obligations(state).map(({ key }) => key)).toContain(`${R11}/go-on#0`);
    given(paused, resume)
      .when(goOn, ENGINE)
      .gives(event("run.resumed", { run: R11, life: 1 }));
  });

  test("waits for a free worker, before anything new is begun", () => {
    const { state } = givenLimits(
      { runsMax: 1, unreviewedMax: 10 },
      paused,
      draft(),
      approve(T2),
      start(T2),
      resume,
    );
    expect(obligations(state).map(({ kind }) => kind)).not.toContain("follow-up");
    expect(boardRow(state, NO_FACTS, must(state.tickets, T1)).status).toContain(
      "a free worker (1 of 1 busy)",
    );
  });

  test("hears what it was told meanwhile when it goes on, and can be stopped", () => {
    given(paused).when({ type: "run.send", run: R11, text: "and hurry" }).gives(event("run.message-queued"));
    given(paused)
      .when({ type: "run.stop", run: R11, reason: "no" })
      .gives(event("run.ended"), event("ticket.approval-undone"));
  });

  test("cannot be paused twice, and nothing that does not work can be", () => {
    given(paused).when(pause).refuses("wrong-stage");
    given(opened, upTo("working")).when(resume).refuses("wrong-stage");
    given(opened, upTo("ready")).when(pause).refuses("wrong-stage");
  });
});
