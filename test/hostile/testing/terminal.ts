// The commands of the command line against a daemon that strips nothing: whatever a text has is left to what prints it.
import type * as FakeWorld from "../../../src/cli/testing/world.ts";
import { reviewRow, step, ticketRow, upsert, upserts, workingRow } from "../../../src/cli/testing/rows.ts";
import type { RowUpsert, TimelineRow } from "../../../src/wire/rows.ts";
import type { HostileText } from "../texts/text.ts";
import { until } from "../../e2e/until.ts";
import { ACTS } from "./acts.ts";
import { inBatches } from "./batches.ts";

/** What a terminal acts on, and what separates lines unseen. */
const MOVES = new RegExp(`${ACTS.source}|[\\u2028\\u2029]`, "u");
/** Longer than any field of a card is; whole the texts stand in diffs, records, refusals and the conversation. */
const FIELD_CHARS_MAX = 5_000;
const STEP_MS_MAX = 60_000;
/** Texts that share a record and a diff, so that there are fewer commands. */
const TOGETHER_COUNT = 10;

export interface Printed {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
}

export type World = Pick<typeof FakeWorld, "fakeDaemonOfTest" | "run" | "start">;

/** Everything that the commands print when each of the texts stands wherever a ticket, a worker, a commit or a file has words. */
export async function printAll(
  { fakeDaemonOfTest, run, start }: World,
  texts: readonly HostileText[],
): Promise<readonly Printed[]> {
  const fake = await fakeDaemonOfTest({ rows: texts.flatMap(rowsOf) });
  const printed: Printed[] = [];
  const print = async (...argv: readonly string[]) => {
    const { stdout, stderr } = await run([...argv, "--home", fake.home]);
    printed.push({ command: argv.join(" "), stdout, stderr });
  };
  const printBoth = async (...argv: readonly string[]) => {
    await print(...argv);
    await print(...argv, "--json");
  };
  await printBoth("ls", "--all");
  for (const [index, { text }] of texts.entries()) {
    const { ticket } = idsOf(index);
    fake.tickets.set(ticket, { ticket, description: text, firstMessage: text, detail: { text } });
    await print("show", ticket);
  }
  for (const [index, together] of inBatches(texts, TOGETHER_COUNT).entries()) {
    const { ticket, run: of, worker } = idsOf(index * TOGETHER_COUNT);
    const all = together.map(({ text }) => text).join("\n");
    fake.lines(of, together.flatMap(stepsOf), false);
    fake.diffs.set(of, { run: of, base: all, head: all, patch: together.map(patchOf).join(""), isCut: true });
    fake.reply = () => ({ kind: "refused", code: all, message: all });
    await printBoth("logs", worker);
    await printBoth("diff", worker);
    await printBoth("undo", ticket);
    await print("show", ticket, "--json");
  }
  const talking = start(["chat", "--home", fake.home]);
  await until("the conversation", () => talking.stdout().includes("/help shows the commands"), {
    limitMs: STEP_MS_MAX,
  });
  fake.frame(texts.flatMap(itemsOf));
  talking.stdin.end("/ls\n");
  await talking.ended;
  return [...printed, { command: "chat", stdout: talking.stdout(), stderr: talking.stderr() }];
}

/** What of it a terminal would act on. */
export function faultsOf({ command, stdout, stderr }: Printed): readonly string[] {
  const printed = stdout + stderr;
  const at = printed.search(MOVES);
  return at < 0 ? [] : [`${command}: ${JSON.stringify(printed.slice(Math.max(0, at - 40), at + 20))}`];
}

function idsOf(index: number) {
  const n = index + 1;
  return { ticket: `T-${n}`, run: `R-${n}.1`, worker: `W${n}` };
}

function rowsOf({ name, text: whole }: HostileText, index: number): readonly RowUpsert[] {
  const { ticket, run, worker } = idsOf(index);
  const text = whole.slice(0, FIELD_CHARS_MAX);
  const said = `${name} ${text}`;
  return [
    upserts.board(
      workingRow({
        ticket,
        run,
        worker,
        title: said,
        status: text,
        step: text,
        branch: text,
        lastCommit: said,
        waitsFor: text,
        stage: "review",
        word: "ready",
      }),
    ),
    upserts.ticket(
      ticketRow({
        ticket,
        stage: "review",
        title: said,
        description: text,
        criteria: [text],
        scope: [text],
        checks: [text],
        overlaps: [text],
        target: text,
        model: text,
      }),
    ),
    upserts.review(
      reviewRow({
        ticket,
        run,
        worker,
        branch: text,
        report: said,
        subject: said,
        criteria: [{ criterion: text, isMet: false, where: text }],
        findings: [{ file: text, line: 1, text }],
        checks: [{ command: text, color: "red", exitCode: 1, durationMs: 1, output: text }],
        protectedPaths: [text],
        conflictFiles: [text],
      }),
    ),
  ];
}

function stepsOf({ name, text }: HostileText, index: number): readonly TimelineRow[] {
  const n = 10 * index;
  return [
    step(n + 1, `${name} ${text}`),
    step(n + 2, text, { kind: "text", text: `${name}\n${text}` }),
    step(n + 3, text, { kind: "tool-ended", text }),
    step(n + 4, text, { kind: "retrying", text, isError: true }),
  ];
}

/** As git would never say it: names that are not quoted. */
function patchOf({ text }: HostileText): string {
  return `diff --git a/${text} b/${text}\n--- a/${text}\n+++ b/${text}\n@@ -1 +1 @@ ${text}\n-${text}\n+${text}\n`;
}

function itemsOf({ name, text }: HostileText, index: number): readonly RowUpsert[] {
  const { ticket, run, worker } = idsOf(index);
  const said = `${name} ${text}`;
  const n = 1_000 + 10 * index;
  return [
    upsert({ n, at: 0, kind: "user", id: `page-${n}`, text: said }),
    upsert({ n: n + 1, at: 0, kind: "answer", turn: n, of: "user", text: said }),
    upsert({ n: n + 2, at: 0, kind: "report", ticket, run, worker, text: said }),
    upsert({ n: n + 3, at: 0, kind: "notice", level: "info", text: said, ticket }),
    upsert({ n: n + 4, at: 0, kind: "ticket", ticket, isEdit: false }),
    upsert({ n: n + 5, at: 0, kind: "review", ticket, run, worker }),
  ];
}
