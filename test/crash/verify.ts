// What must hold after all lives of a scene, asked from git, SQLite, the disk and the kernel.
import { existsSync, globSync, readFileSync } from "node:fs";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkJournal } from "../../src/journal/sqlite/check-journal.ts";
import { commitsOf, leftoversOf } from "../e2e/demo-evidence.ts";
import { eventsOf, readJournal } from "../e2e/journal-of.ts";
import type { Scene } from "../e2e/scene.ts";
import { KEPT_FILE, LANDED_FILE, USER_FILES } from "./plan.ts";

/** Sentences, by what they are a case of; all empty when all is well. */
export interface Faults {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly corrupt: readonly string[];
  readonly staleLocks: readonly string[];
  readonly leftovers: readonly string[];
}

export function faultsOf(at: Scene): Faults {
  const journal = readJournal(at.home);
  const landed = commitsOf(at, "T-1");
  const landedEvents = eventsOf(journal, "ticket.landed");
  const answered = eventsOf(journal, "conversation.turn-answered").map(({ data }) => data.n as number);
  const locks = globSync("**/*.lock", { cwd: join(at.repository, ".git") });
  return {
    lost: [
      ...(landed.length === 0 ? ["T-1 is not on main"] : []),
      ...lostBytes(at),
      ...unanswered(journal, answered).map((message) => `${message} was never answered`),
    ],
    twice: [
      ...(landed.length > 1 ? [`T-1 is on main ${landed.length} times: ${landed.join(" ")}`] : []),
      ...(landedEvents.length > 1 ? [`T-1 landed ${landedEvents.length} times by the journal`] : []),
      ...answered
        .filter((n, index) => answered.indexOf(n) !== index)
        .map((n) => `turn ${n} was answered twice`),
      ...(eventsOf(journal, "run.created").length > 1 ? ["a second run was made"] : []),
    ],
    corrupt: [...journalFindings(at), ...damage(at)],
    staleLocks: locks,
    leftovers: leftovers(at),
  };
}

function lostBytes(at: Scene): readonly string[] {
  const faults: string[] = [];
  for (const [path, text] of Object.entries(USER_FILES)) {
    const found = existsSync(join(at.repository, path))
      ? readFileSync(join(at.repository, path), "utf8")
      : null;
    if (found !== text) faults.push(`the user's ${path} holds ${JSON.stringify(found)}`);
  }
  const objects = new Set(
    at
      .git("rev-list", "--objects", "--all")
      .split("\n")
      .map((line) => line.slice(0, 40)),
  );
  for (const { path, text } of [LANDED_FILE, KEPT_FILE]) {
    const blob = blobOf(at, text);
    if (!objects.has(blob)) faults.push(`nothing leads to the bytes of ${path}`);
  }
  return faults;
}

function blobOf(at: Scene, text: string): string {
  const path = at.ticket(text);
  return at.git("hash-object", "--no-filters", path).trim();
}

/** Messages of the user that no answered turn has told. */
function unanswered(journal: ReturnType<typeof readJournal>, answered: readonly number[]): readonly string[] {
  const asked = eventsOf(journal, "conversation.message-received").map(({ data }) => data.message as string);
  const told = eventsOf(journal, "conversation.turn-begun")
    .filter(({ data }) => data.kind === "user" && answered.includes(data.n as number))
    .flatMap(({ data }) => data.messages as readonly string[]);
  return asked.filter((message) => !told.includes(message));
}

function journalFindings(at: Scene): readonly string[] {
  const projects = readdirSync(join(at.home, "projects"));
  return projects.flatMap((id) => checkJournal(join(at.home, "projects", id, "journal.db")).findings);
}

function damage(at: Scene): readonly string[] {
  try {
    at.git("fsck", "--strict", "--no-dangling", "--no-progress");
    return [];
  } catch (error) {
    return [`git fsck: ${String(error)}`];
  }
}

/** Half-made and half-removed things, on disk and in git. */
function leftovers(at: Scene): readonly string[] {
  const counts: Readonly<Record<string, number>> = leftoversOf(at);
  const named = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 || name === "locks" ? [] : [`${count} ${name}`],
  );
  const ours = globSync("{jarvis/{workspaces,stage,landings,tmp,writes}/*,jarvis/*lock*,worktrees/*}", {
    cwd: join(at.repository, ".git"),
  });
  const beside = globSync("*", { cwd: `${at.repository}-worktrees` });
  const expected = Object.keys(USER_FILES).length;
  const status = at.git("status", "--porcelain", "--untracked-files=all").split("\n").filter(Boolean);
  return [
    ...named,
    ...ours.map((path) => `.git/${path} is left`),
    ...beside.map((path) => `${path} is left beside the repository`),
    ...(status.length === expected ? [] : [`the checkout has other changes: ${status.join(", ")}`]),
  ];
}
