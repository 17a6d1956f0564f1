// Whatever a ticket, a worker, a commit or a daemon says: nothing of it reaches the terminal that could act there, and JSON says it whole.
import { describe, expect, test, vi } from "vitest";
import type { RowUpsert } from "../wire/rows.ts";
import {
  boardRow,
  projectRow,
  reviewRow,
  step,
  ticketRow,
  upsert,
  upserts,
  workingRow,
} from "./testing/rows.ts";
import { fakeDaemonOfTest, run, start } from "./testing/world.ts";

/** Clears the screen, retitles, recolours, goes back in the line, rings, turns around, and breaks lines. */
const EVIL = "\u001B[2J\u001B]0;owned\u0007\u009B31m\rEVIL\b\b\u202Egnp.exe\u2028\u0085\u200f";
const ACTS = /(?![\n\t])\p{Cc}|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/u;
const LONG = "x".repeat(400_000);

const rows: readonly RowUpsert[] = [
  upserts.project(projectRow({ name: EVIL, root: `/code/${EVIL}`, sandboxReason: EVIL, hint: EVIL })),
  upserts.board(
    workingRow({
      title: EVIL,
      status: EVIL,
      branch: EVIL,
      lastCommit: EVIL,
      waitsFor: EVIL,
      stage: "review",
      word: "ready",
    }),
  ),
  upserts.ticket(
    ticketRow({
      title: EVIL,
      criteria: [EVIL, LONG],
      scope: [EVIL],
      checks: [EVIL],
      overlaps: [EVIL],
      target: EVIL,
    }),
  ),
  upserts.review(
    reviewRow({
      report: `${EVIL}\n${LONG}`,
      subject: EVIL,
      criteria: [{ criterion: EVIL, isMet: true, where: EVIL }],
      findings: [{ file: EVIL, line: 1, text: EVIL }],
      protectedPaths: [EVIL],
    }),
  ),
  upserts.board(boardRow({ ticket: "T-2", title: EVIL })),
  upserts.ticket(ticketRow({ ticket: "T-2", title: EVIL, criteria: [LONG] })),
];

async function evilDaemon() {
  const fake = await fakeDaemonOfTest({ rows });
  fake.tickets.set("T-1", { ticket: "T-1", description: EVIL, firstMessage: LONG, detail: { text: EVIL } });
  fake.diffs.set("R-1.1", {
    run: "R-1.1",
    base: EVIL,
    head: EVIL,
    patch: `+${EVIL}\n+${LONG}\n`,
    isCut: true,
  });
  fake.lines(
    "R-1.1",
    [
      step(1, EVIL),
      step(2, EVIL, { kind: "text", text: `${EVIL}\n${LONG}` }),
      step(3, EVIL, { kind: "retrying", text: EVIL, isError: true }),
    ],
    false,
  );
  fake.reply = () => ({ kind: "refused", code: EVIL, message: `${EVIL}${LONG}` });
  return fake;
}

describe.each([
  [["ls"]],
  [["ls", "--all"]],
  [["show", "T-1"]],
  [["approve", "T-2"]],
  [["land", "T-1"]],
  [["logs", "W1"]],
  [["diff", "W1"]],
  [["undo", "T-1"]],
  [["send", "W1", "hello"]],
])("jarvis %s", (argv) => {
  test.each([false, true])(
    "prints nothing that a terminal acts on, and little (terminal: %s)",
    async (isTerminal) => {
      const fake = await evilDaemon();
      const { stdout, stderr } = await run([...argv, "--home", fake.home], { isTerminal });
      const printed = `${stdout}${stderr}`;
      expect(printed).toContain("EVIL");
      // Our own colours are no text from elsewhere.
      expect(printed.replaceAll(/\u001B\[\d+m/g, "")).not.toMatch(ACTS);
      expect(printed.length).toBeLessThan(20_000);
    },
  );

  test("gives JSON that says it whole, on one line without anything that acts", async () => {
    const fake = await evilDaemon();
    const { stdout } = await run([...argv, "--json", "--home", fake.home]);
    expect(stdout.trimEnd()).not.toMatch(ACTS);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(EVIL).slice(1, -1));
  });
});

test("the conversation shows nothing that a terminal acts on, and cuts what is long", async () => {
  const fake = await evilDaemon();
  const talking = start(["chat", "--home", fake.home]);
  await vi.waitFor(() => expect(talking.stdout()).toContain("/help shows the commands"));
  fake.frame([
    upsert({ n: 101, at: 0, kind: "answer", turn: 1, of: "user", text: `${EVIL}\n${LONG}` }),
    upsert({ n: 102, at: 0, kind: "notice", level: "info", text: EVIL, ticket: "T-1" }),
    upsert({ n: 103, at: 0, kind: "review", ticket: "T-1", run: "R-1.1", worker: "W1" }),
    upsert({ n: 104, at: 0, kind: "user", id: "page", text: EVIL }),
  ]);
  talking.stdin.end("/ls\n");
  await talking.ended;
  expect(talking.stdout()).toMatch(/^JARVIS: .*EVIL/m);
  expect(talking.stdout()).toMatch(/^• .*EVIL/m);
  expect(talking.stdout()).toMatch(/^you: .*EVIL/m);
  expect(talking.stdout()).not.toMatch(ACTS);
  expect(talking.stdout().length).toBeLessThan(40_000);
});

test("the control: what is printed as it is does act", () => {
  expect(EVIL).toMatch(ACTS);
});
