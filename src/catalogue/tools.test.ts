// Goal: a turn of reports has only what a report may lead to. Method: every tool is called in both kinds of turn; what reaches the domain is recorded.
import { expect, test } from "vitest";
import type { Command } from "../domain/commands.ts";
import type { Turn } from "../domain/conversation/state.ts";
import { branchName, conversationId, instant, messageId, ticketId } from "../domain/ids.ts";
import { emptyState } from "../domain/state.ts";
import type { CatalogueAccess } from "./access.ts";
import { conversationTools } from "./tools.ts";

const ALWAYS = ["board", "show", "raise_attention", "ticket_draft", "tickets_propose"];

const INPUTS: Readonly<Record<string, unknown>> = {
  board: {},
  show: { subject: "T-1" },
  raise_attention: { text: "look" },
  ticket_draft: { title: "one", description: "" },
  tickets_propose: {
    title: "wish",
    tickets: [
      { title: "one", description: "" },
      { title: "two", description: "", after: [1] },
    ],
  },
  tickets_start: { proposal: "P-1" },
  ticket_supersede: { ticket: "T-1", successor: "T-2" },
  ticket_edit: { ticket: "T-1", title: "two" },
  ticket_start: { ticket: "T-1" },
  ticket_retry: { ticket: "T-1", reason: "r" },
  ticket_cancel: { ticket: "T-1", reason: "r" },
  landing_approve: { ticket: "T-1" },
  approval_undo: { ticket: "T-1" },
  worker_message: { worker: "all", text: "hi" },
  worker_stop: { worker: "all" },
  worker_pause: { worker: "all" },
  worker_resume: { worker: "all" },
  worker_try_again: { worker: "W1" },
  budget_raise: { subject: "T-1", costUsd: 5 },
  repo_read: { path: "a" },
  repo_list: { glob: "*" },
  repo_search: { pattern: "a" },
  worker_answer: { worker: "W1", answer: "deny" },
  worker_interrupt: { worker: "W1" },
  worker_take_over: { worker: "W1" },
  worker_give_back: { worker: "W1" },
  work_adopt: { name: "feature" },
  repo_log: {},
  repo_show: { commit: "1234567" },
};

function recorder() {
  const commands: { readonly command: Command; readonly id: string }[] = [];
  const access: CatalogueAccess = {
    state: () => emptyState(),
    facts: { read: () => null },
    runCommand: async (command, _actor, id) => {
      commands.push({ command, id });
      return { kind: "accepted", text: "T-1" };
    },
    readDefaults: async () => ({ target: branchName("main"), checks: [] }),
    hands: {
      readHandWork: async () => ({ commits: [], isCut: false, uncommitted: [] }),
      findWork: () => Promise.reject(new RangeError("not asked for here")),
    },
    project: {
      read: async () => "text",
      list: async () => ["a"],
      search: async () => ["a:1:a"],
      log: async () => ["1234567 one"],
      show: async () => "diff",
    },
  };
  return { commands, tools: conversationTools(access) };
}

function turn(kind: Turn["kind"]): Turn {
  const at = instant(0);
  const messages: Turn["messages"] =
    kind === "user" ? [{ kind: "user", id: messageId("m"), text: "please", seenSeq: 0, at }] : [];
  return {
    n: 1,
    kind,
    messages,
    uuid: "00000000-0000-4000-8000-000000000000",
    begunAt: at,
    isInterruptAsked: false,
    isParked: false,
    life: 0,
  };
}

const REPORT = {
  kind: "report",
  id: messageId("r-1"),
  about: "landed",
  ticket: ticketId("T-1"),
  run: null,
  worker: null,
  text: "T-1 landed.",
  at: instant(0),
} as const;

const place = (kind: Turn["kind"]) => ({ conversation: conversationId("C1"), turn: turn(kind) });

test("has an input here for every tool", () => {
  expect(
    recorder()
      .tools.map((tool) => tool.name)
      .toSorted(),
  ).toEqual(Object.keys(INPUTS).toSorted());
});

test("refuses everything but board, show, attention and drafting in a turn of reports", async () => {
  const { tools, commands } = recorder();
  const open: string[] = [];
  for (const tool of tools) {
    const answer = await tool.call(INPUTS[tool.name], place("report"));
    if (!answer.text.includes("a report is no word of the user")) open.push(tool.name);
  }
  expect(open.toSorted()).toEqual(ALWAYS.toSorted());
  expect(commands.map((one) => one.command.type).toSorted()).toEqual([
    "conversation.raise-attention",
    "ticket.draft",
    "ticket.propose",
  ]);
});

test("gives the same call in the same turn the same command id, and another input another", async () => {
  const { tools, commands } = recorder();
  const draft = tools.find((tool) => tool.name === "ticket_draft");
  for (const title of ["one", "one", "two"]) await draft?.call({ title, description: "" }, place("user"));
  const [first, again, other] = commands.map((one) => one.id);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("gives the same call about the same reports the same command id, also when their turn was interrupted", async () => {
  const { tools, commands } = recorder();
  const draft = tools.find((tool) => tool.name === "ticket_draft");
  const about = (n: number, uuid: string, id: string) => {
    const message = { ...REPORT, id: messageId(id) };
    return { ...place("report"), turn: { ...turn("report"), n, uuid, messages: [message] } };
  };
  for (const at of [about(1, "a", "r-1"), about(3, "b", "r-1"), about(5, "c", "r-2")])
    await draft?.call({ title: "one", description: "" }, at);
  const [first, again, other] = commands.map((one) => one.id);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("quotes the user in a draft, and nobody in a draft made from a report", async () => {
  const { tools, commands } = recorder();
  const draft = tools.find((tool) => tool.name === "ticket_draft");
  for (const kind of ["user", "report"] as const)
    await draft?.call({ title: kind, description: "" }, place(kind));
  const decided = commands.map(({ command }) =>
    command.type === "ticket.draft" ? command.spec.decided : null,
  );
  expect(decided).toEqual([["please"], []]);
});

test("says what is wrong with an input, and does nothing", async () => {
  const { tools, commands } = recorder();
  const start = tools.find((tool) => tool.name === "ticket_start");
  const answer = await start?.call({ ticket: "the first one" }, place("user"));
  expect(answer).toMatchObject({ isError: true });
  expect(answer?.text).toContain("a ticket like T-3");
  expect(commands).toEqual([]);
});
