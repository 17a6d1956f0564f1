// What belongs to no aggregate: opening the project, and giving up what the engine tried often enough.
import { describe, expect, test } from "vitest";
import type { Command, Subject } from "./commands.ts";
import { branchName, projectId, type ObligationKey } from "./ids.ts";
import { obligations } from "./obligations.ts";
import type { ObligationKind } from "./obligation.ts";
import { must } from "./state.ts";
import { event, given, type CommandIn } from "./testing/given.ts";
import { C1, R11, T1, approve, draft, keyOf, opened, receive, says } from "./testing/stories.ts";
import { landingOf, upTo, type StoryStage } from "./testing/ticket-story.ts";

describe("opening the project", () => {
  const open: Command = {
    type: "project.open",
    project: projectId("0123456789ab"),
    root: "/project",
    target: branchName("main"),
    highestTicket: 0,
  };

  test("puts on record whose journal it is", () => {
    const { state } = given()
      .when(open)
      .gives(event("project.opened", { root: "/project", highestTicket: 0 }));
    expect(state.project).toEqual({ id: "0123456789ab", root: "/project", target: "main" });
  });

  test("again, as it is, changes nothing", () => {
    given(opened).when(open).givesNothing();
  });

  test.each<[string, Partial<Command>]>([
    ["moved", { root: "/elsewhere" }],
    ["has another target", { target: branchName("trunk") }],
    ["has tickets that the journal does not know", { highestTicket: 7 }],
  ])("again, when it %s, is put on record", (_, over) => {
    given(opened)
      .when({ ...open, ...over } as Command)
      .gives(event("project.opened", over as never));
  });

  test("with the journal of another project is refused", () => {
    given(opened)
      .when({ ...open, project: projectId("ba9876543210") })
      .refuses("invalid", "belongs to project 0123456789ab");
  });

  test("with tickets that are known already gives nothing", () => {
    given(opened, draft())
      .when({ ...open, highestTicket: 1 })
      .givesNothing();
    given(opened, draft())
      .when({ ...open, highestTicket: 2 })
      .gives(event("project.opened", { highestTicket: 2 }));
  });
});

describe("giving up an obligation", () => {
  const failed =
    (subject: Subject, of: string, kind: ObligationKind): CommandIn =>
    (state) => ({
      type: "obligation.failed",
      key: keyOf(state, of, kind),
      subject,
      code: "broken",
      detail: "It is broken.",
    });
  const run = { kind: "run", run: R11 } as const;
  const ticket = { kind: "ticket", ticket: T1 } as const;
  const conversation = { kind: "conversation", conversation: C1 } as const;
  const byEngine = { kind: "engine" } as const;

  test("of a start makes the ticket a draft again and tells the user", () => {
    given(opened, upTo("queued"))
      .when(failed(ticket, T1, "start-run"), byEngine)
      .gives(
        event("ticket.approval-undone", { ticket: T1 }),
        event("conversation.report-queued", {
          about: "failed",
          ticket: T1,
          run: null,
          text: "T-1 could not start: It is broken. Approve it again to retry.",
        }),
      )
      .owes("C1/begin-turn#0");
  });

  test.each<[ObligationKind, StoryStage]>([
    ["prepare-workspace", "preparing"],
    ["run-agent", "working"],
    ["import-commits", "reported"],
    ["check-run", "imported"],
    ["review-run", "checked"],
    ["stop-agent", "landed"],
  ])("%s needs the user, and is owed again when the user says so", (kind, stage) => {
    const giveUp = failed(run, R11, kind);
    const { state } = given(opened, upTo(stage))
      .when(giveUp, byEngine)
      .gives(
        event("run.attention-raised", { run: R11, detail: "It is broken." }),
        event("conversation.report-queued", { about: "needs-you", run: R11, text: "It is broken." }),
      );
    expect(obligations(state).some((one) => one.kind === kind)).toBe(false);
    const again = given(opened, upTo(stage), { by: byEngine, command: giveUp }).when({
      type: "run.try-again",
      run: R11,
    });
    const before = keyOf(given(opened, upTo(stage)).state, R11, kind);
    expect(Number(keyOf(again.state, R11, kind).split("#")[1])).toBe(Number(before.split("#")[1]) + 1);
  });

  test.each<[ObligationKind, StoryStage]>([
    ["follow-up", "landing-queued"],
    ["verify-landing", "verifying"],
  ])("%s of a landing takes it from the queue and tells the user", (kind, stage) => {
    const story = given(opened, upTo(stage));
    const landing = landingOf(story.state);
    story.when(failed({ kind: "landing", landing }, landing, kind), byEngine).gives(
      event("landing.rejected", { landing, reason: "It is broken." }),
      event("ticket.landing-left", { ticket: T1, run: R11 }),
      event("conversation.report-queued", {
        about: "failed",
        text: "T-1 was not landed: It is broken. Approve it again to retry.",
      }),
    );
  });

  test("of a landing that may have happened is not taken: only its observation says what happened", () => {
    const story = given(opened, upTo("landing"));
    const landing = landingOf(story.state);
    story.when(failed({ kind: "landing", landing }, landing, "land"), byEngine).givesNothing();
  });

  test("of an answer fails the turn", () => {
    given(opened, says("hello"))
      .when(failed(conversation, C1, "deliver-message"), byEngine)
      .gives(event("conversation.turn-failed", { conversation: C1, n: 1, detail: "It is broken." }));
  });

  test("of a turn that did not begin leaves it owed", () => {
    given(opened, receive("hello"))
      .when(failed(conversation, C1, "follow-up"), byEngine)
      .givesNothing();
  });

  test("that is not owed any more changes nothing", () => {
    const key = "T-1/start-run#0" as ObligationKey;
    const late = { type: "obligation.failed", key, code: "broken", detail: "" } as const;
    given(opened, upTo("preparing"))
      .when({ ...late, subject: ticket }, byEngine)
      .givesNothing();
    for (const subject of [ticket, run, conversation, { kind: "landing", landing: "none" } as const])
      given()
        .when({ ...late, subject }, byEngine)
        .givesNothing();
    given(opened, upTo("queued"), { type: "ticket.undo-approval", ticket: T1 }, approve())
      .when({ ...late, subject: ticket }, byEngine)
      .givesNothing();
  });
});

test("what an event names and no event made is a defect", () => {
  expect(() => must(new Map(), "T-9")).toThrow("the journal names T-9, which no event made");
});
