// Goal: nobody can say what is not theirs. Method: every type of command by every actor, against the table below, which is written out
// here a second time on purpose: a new command does not pass until somebody has said who may give it.
import { describe, expect, test } from "vitest";
import type { Command, CommandType } from "./commands.ts";
import { refusalFor } from "./rights.ts";
import type { Actor } from "./shared.ts";
import type { State } from "./state.ts";
import { ENGINE, USER, given } from "./testing/given.ts";
import { C1, R11, answered, beginTurn, opened, says } from "./testing/stories.ts";
import { upTo } from "./testing/ticket-story.ts";

/** Who may give a command besides the engine. `user turn` and `report turn`: the orchestrator inside of one. */
const MAY: Readonly<Record<CommandType, readonly ("user" | "user turn" | "report turn")[]>> = {
  "project.open": [],
  "project.halt": ["user"],
  "project.go-on": ["user"],
  "project.observe-stop-file": [],
  "project.raise-budget": ["user", "user turn"],
  "project.observe-usage": [],
  "ticket.draft": ["user", "user turn", "report turn"],
  "ticket.adopt": ["user", "user turn"],
  "ticket.propose": ["user", "user turn", "report turn"],
  "ticket.edit": ["user", "user turn"],
  "ticket.approve": ["user", "user turn"],
  "ticket.approve-all": ["user", "user turn"],
  "ticket.undo-approval": ["user", "user turn"],
  "ticket.undo-all": ["user", "user turn"],
  "ticket.start": [],
  "ticket.retry": ["user", "user turn"],
  "ticket.cancel": ["user", "user turn"],
  "ticket.supersede": ["user", "user turn"],
  "ticket.raise-budget": ["user", "user turn"],
  "run.observe-workspace": [],
  "run.observe-agent-started": [],
  "run.observe-tool": [],
  "run.observe-delivered": [],
  "run.observe-usage": [],
  "run.observe-report": [],
  "run.observe-agent-lost": [],
  "run.observe-refused": [],
  "run.observe-review-refused": [],
  "run.observe-import": [],
  "run.observe-import-refused": [],
  "run.observe-checked": [],
  "run.observe-conflict": [],
  "run.observe-verdict": [],
  "run.observe-agent-stopped": [],
  "run.observe-kept": [],
  "run.observe-removed": [],
  "run.observe-handed-over": [],
  "run.send": ["user", "user turn"],
  "run.send-all": ["user", "user turn"],
  "run.interrupt": ["user", "user turn"],
  "run.take-over": ["user", "user turn"],
  "run.give-back": ["user", "user turn"],
  "run.pause": ["user", "user turn"],
  "run.resume": ["user", "user turn"],
  "run.go-on": [],
  "run.stop": ["user", "user turn"],
  "run.try-again": ["user", "user turn"],
  "landing.approve": ["user", "user turn"],
  "landing.undo": ["user", "user turn"],
  "landing.begin": [],
  "landing.observe-verified": [],
  "landing.observe-conflict": [],
  "landing.observe-landed": [],
  "landing.observe-target-moved": [],
  "landing.observe-blocked": [],
  "conversation.open": ["user"],
  "conversation.receive": ["user"],
  "conversation.begin-turn": [],
  "conversation.observe-interrupted": [],
  "conversation.observe-answered": [],
  "conversation.observe-lost": [],
  "conversation.observe-refused": [],
  "conversation.go-on": [],
  "conversation.raise-attention": ["user", "user turn", "report turn"],
  "account.connect": [],
  "account.release": [],
  "account.observe-answered": [],
  "obligation.failed": [],
};
const TYPES = Object.keys(MAY) as readonly CommandType[];

/** Rights look at the type alone, so a command without its particulars will do. */
const commandOf = (type: CommandType) => ({ type }) as Command;
const isRefused = (state: State, type: CommandType, actor: Actor) =>
  refusalFor(state, commandOf(type), actor)?.refusal.code === "not-yours";
const orchestrator = (turn: number): Actor => ({ kind: "orchestrator", conversation: C1, turn });

const inUserTurn = given(opened, says("hello")).state;
const inReportTurn = given(opened, upTo("ready"), beginTurn).state;

describe.each(TYPES)("%s", (type) => {
  test("is the engine's to give", () => {
    expect(refusalFor(inUserTurn, commandOf(type), ENGINE)).toBe(null);
  });

  test(`is ${MAY[type].includes("user") ? "" : "not "}the user's to give`, () => {
    expect(isRefused(inReportTurn, type, USER)).toBe(!MAY[type].includes("user"));
  });

  test(`is ${MAY[type].includes("user turn") ? "" : "not "}the orchestrator's to give in a turn of the user`, () => {
    expect(isRefused(inUserTurn, type, orchestrator(1))).toBe(!MAY[type].includes("user turn"));
  });

  test(`is ${MAY[type].includes("report turn") ? "" : "not "}the orchestrator's to give in a report turn`, () => {
    expect(isRefused(inReportTurn, type, orchestrator(1))).toBe(!MAY[type].includes("report turn"));
  });

  test("is not given by a worker", () => {
    expect(isRefused(inUserTurn, type, { kind: "worker", run: R11 })).toBe(true);
  });

  test("is not given by a turn that is over, that is to come, or of no conversation", () => {
    const after = given(opened, says("hello"), answered()).state;
    const next = given(opened, says("hello"), answered(), says("and now?")).state;
    expect(isRefused(after, type, orchestrator(1))).toBe(true);
    expect(isRefused(next, type, orchestrator(1))).toBe(true);
    expect(isRefused(next, type, orchestrator(3))).toBe(true);
    expect(isRefused(given().state, type, orchestrator(1))).toBe(true);
  });
});

test("a refusal says which command it is, and why", () => {
  expect(refusalFor(inReportTurn, commandOf("ticket.approve"), orchestrator(1))?.refusal.message).toBe(
    "Refused ticket.approve: a report is no word of the user: only the user may ask for it.",
  );
});
