// One ticket on its way, and commands about it against a small daemon.
import { expect } from "vitest";
import type { Diff, TicketDetail } from "../../wire/reads.ts";
import type { RowUpsert } from "../../wire/rows.ts";
import type { FakeDaemon } from "./fake.ts";
import { boardRow, reviewRow, step, ticketRow, upserts, workingRow } from "./rows.ts";
import { fakeDaemonOfTest, run, type RunOptions } from "./world.ts";

type Fake = FakeDaemon & { readonly home: string };

export const draft = [upserts.board(boardRow()), upserts.ticket(ticketRow())];
export const working = [upserts.board(workingRow()), upserts.ticket(ticketRow({ stage: "running" }))];
export const ready = [
  upserts.board(
    workingRow({ stage: "review", word: "ready", status: "ready · checks green", waitsFor: "land T-1" }),
  ),
  upserts.ticket(ticketRow({ stage: "review" })),
  upserts.review(reviewRow()),
];
export const detail: TicketDetail = {
  ticket: "T-1",
  description: "Say it.",
  firstMessage: "You are Worker 1.",
  detail: {},
};
export const diff: Diff = {
  run: "R-1.1",
  base: "1a2b3c4",
  head: "58dbc92",
  patch: "diff --git a/a b/a\n+hello\n",
  isCut: false,
};

export async function fakeWith(rows: readonly RowUpsert[]): Promise<Fake> {
  const fake = await fakeDaemonOfTest({ rows });
  fake.tickets.set("T-1", detail);
  fake.diffs.set("R-1.1", diff);
  fake.lines("R-1.1", [step(1, "Read a"), step(2, "Read", { kind: "tool-ended", durationMs: 1_200 })], false);
  fake.lines("R-1.1-review", [step(1, "verdict")], false);
  return fake;
}

export const on = (fake: Fake, argv: readonly string[], options: RunOptions = {}) =>
  run([...argv, "--home", fake.home], options);

/** The one value on standard output. */
export async function jsonOf(fake: Fake, argv: readonly string[], options: RunOptions = {}) {
  const { exitCode, stdout, stderr } = await on(fake, [...argv, "--json"], options);
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return { exitCode, stderr, json: JSON.parse(stdout) };
}
