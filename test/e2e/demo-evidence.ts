// Derives the figures of a demo again, from what it left in its folder: the model's request log, the journal, git and the kernel.
// Nothing of src/ takes part, so that a figure which the demo gets wrong cannot be wrong here in the same way.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventsOf, readJournal, type JournalEvent, type Parsed } from "./journal-of.ts";
import { processesOf } from "./live-processes.ts";
import { git } from "./scene.ts";

export interface Request {
  readonly lane: string;
  readonly role: "conversation" | "worker" | "reviewer";
  readonly id: string;
  readonly at: number;
  readonly lastByteAt: number;
  readonly kind?: "user" | "report";
  readonly messageIds: readonly string[];
}

export interface Turn {
  readonly message: string;
  readonly phase: string;
  readonly pushedAt: number;
  readonly answeredAt: number;
}

/** One of the two repositories that a demo plays on. */
export interface Stage {
  readonly repository: string;
  readonly home: string;
  readonly journal: readonly JournalEvent[];
  readonly requests: readonly Request[];
}

export function readStage(folder: string): Stage {
  const log = readFileSync(join(folder, "requests.jsonl"), "utf8").trimEnd().split("\n");
  return {
    repository: join(folder, "my-app"),
    home: join(folder, "home"),
    journal: readJournal(join(folder, "home")),
    requests: log.map((line): Request => JSON.parse(line)).toSorted((a, b) => a.at - b.at),
  };
}

/** What git and the journal say of each ticket; a ticket that git has on the target more or less than once has not landed. */
export function ticketsOf(stage: Stage): readonly Parsed[] {
  return eventsOf(stage.journal, "ticket.drafted").map(({ data }) => {
    const commits = commitsOf(stage, data.ticket);
    const landed = eventsOf(stage.journal, "ticket.landed").filter((one) => one.data.ticket === data.ticket);
    const run = eventsOf(stage.journal, "run.created").findLast((one) => one.data.ticket === data.ticket);
    const isLanded = commits.length === 1 && landed.length === 1 && landed[0]?.data.commit === commits[0];
    return {
      id: data.ticket,
      title: data.spec.title,
      branch: run?.data.branch ?? null,
      landed: isLanded,
      commit: commits[0] ?? null,
    };
  });
}

/** Commits of the target that carry the trailer of this ticket, as git parses trailers. */
export function commitsOf(stage: Pick<Stage, "repository">, ticket: string): readonly string[] {
  const format = "--format=%H %(trailers:key=Jarvis-Ticket,valueonly,separator=%x2C)";
  const lines = git(stage.repository, "log", "main", format).trimEnd().split("\n");
  return lines.flatMap((line) => (line.split(" ")[1] === ticket ? [line.slice(0, 40)] : []));
}

export function trailersOf(stage: Stage, commit: string): Readonly<Record<string, string>> {
  const lines = git(stage.repository, "log", "-1", "--format=%(trailers:only)", commit).trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(": ")));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the first request of a worker to the last byte that it was given. */
export function workerSpans(requests: readonly Request[]): readonly (Span & { readonly lane: string })[] {
  const lanes = [...new Set(requests.filter((one) => one.role === "worker").map((one) => one.lane))];
  return lanes.map((lane) => {
    const mine = requests.filter((one) => one.lane === lane && one.lastByteAt > 0);
    return {
      lane,
      from: Math.min(...mine.map((one) => one.at)),
      to: Math.max(...mine.map((one) => one.lastByteAt)),
    };
  });
}

/** The time in which the first two workers were both under way. */
export function overlapOf(requests: readonly Request[]): Span {
  const [first, second] = workerSpans(requests);
  if (first === undefined || second === undefined) return { from: 0, to: 0 };
  return { from: Math.max(first.from, second.from), to: Math.min(first.to, second.to) };
}

/** The lanes in the order in which they asked within a span, reviewers left out. */
export function lanesWithin(requests: readonly Request[], span: Span): readonly string[] {
  return requests
    .filter((one) => one.at >= span.from && one.at <= span.to && one.role !== "reviewer")
    .map((one) => one.lane);
}

export function changesOf(lanes: readonly string[]): number {
  return lanes.slice(1).filter((lane, index) => lane !== lanes[index]).length;
}

/** How often two lanes took turns, whatever else was asked between. */
export function turnsTaken(requests: readonly Request[], one: string, other: string): number {
  return changesOf(requests.map(({ lane }) => lane).filter((lane) => lane === one || lane === other));
}

/** What was asked at the same millisecond may stand in another order there: so much may a count of changes differ. */
export function ties(requests: readonly Request[]): number {
  return requests.slice(1).filter((one, index) => one.at === requests[index]?.at).length;
}

export function companyOf(turn: Turn, requests: readonly Request[]): string {
  const reports = requests.filter((one) => one.kind === "report");
  if (reports.some((one) => one.at <= turn.pushedAt && one.lastByteAt >= turn.pushedAt))
    return "inReportTurn";
  const isBeside = workerSpans(requests).some(
    ({ from, to }) => from <= turn.answeredAt && to >= turn.pushedAt,
  );
  return isBeside ? "withWorkers" : "alone";
}

/** Push → first request, and last byte → answer. */
export function overheadOf(turn: Turn, requests: readonly Request[]): number {
  const mine = requests.filter((one) => one.kind === "user" && one.messageIds.includes(turn.message));
  const [first] = mine;
  const last = mine.at(-1);
  if (first === undefined || last === undefined) throw new Error(`No request for ${turn.message}`);
  return Math.max(0, first.at - turn.pushedAt) + Math.max(0, turn.answeredAt - last.lastByteAt);
}

/** Nearest rank. */
export function spreadOf(values: readonly number[]): Parsed {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: rank(0.5), p95: rank(0.95), count: sorted.length };
}

export function leftoversOf({ repository, home }: Pick<Stage, "repository" | "home">): Parsed {
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  const worktrees = lines(git(repository, "worktree", "list", "--porcelain")).filter((line) =>
    line.startsWith("worktree "),
  );
  return {
    worktrees: worktrees.length - 1,
    branches: lines(git(repository, "for-each-ref", "refs/heads/jarvis")).length,
    locks: globSync("**/*.lock", { cwd: join(repository, ".git") }).length,
    processes: processesOf(home).length,
  };
}

/** What the user had uncommitted before a demo began, and what git said of it. */
const USER_FILES = {
  "README.md": "# my-app\n\nA line that I have not committed yet.\n",
  "src/notes.js": "// staged, not committed\n",
  "scratch.txt": "a note to myself\n",
  ".env": "SECRET=1\n",
};
const USER_STATUS = " M README.md\nA  src/notes.js\n?? scratch.txt\n!! .env\n";

/** What is not as it was; empty when every byte of the user is. */
export function changedUserBytes(repository: string): readonly string[] {
  const contents = Object.entries(USER_FILES).flatMap(([path, text]) =>
    readFileSync(join(repository, path), "utf8") === text ? [] : [path],
  );
  const staged = git(repository, "rev-parse", ":src/notes.js").trim();
  const asWritten = execFileSync("git", ["hash-object", "--stdin"], {
    input: USER_FILES["src/notes.js"],
    encoding: "utf8",
  });
  return [
    ...contents,
    ...(git(repository, "status", "--porcelain=v1", "--ignored") === USER_STATUS ? [] : ["status"]),
    ...(staged === asWritten.trim() ? [] : ["index"]),
    ...(git(repository, "stash", "list") === "" ? [] : ["stash"]),
  ];
}

/** Files of `.git` that belong to the user; a repository made a moment ago by the same git has the same. */
export function configurationOf(repository: string): readonly string[] {
  const hooks = globSync("hooks/*", { cwd: join(repository, ".git") })
    .toSorted()
    .join(" ");
  return [readFileSync(join(repository, ".git", "config"), "utf8"), exclude(repository), hooks];
}

function exclude(repository: string): string {
  return readFileSync(join(repository, ".git", "info", "exclude"), "utf8");
}
