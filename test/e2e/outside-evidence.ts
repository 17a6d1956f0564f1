// What a home and its repository look like from outside, whatever was done to them: asked from git, SQLite, the disk and the kernel.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkJournal } from "../../src/journal/sqlite/check-journal.ts";
import { leftoversOf } from "./demo-evidence.ts";
import { eventsOf, type JournalEvent } from "./journal-of.ts";
import type { Scene } from "./scene.ts";

/** Sentences, by what they are a case of; all empty when all is well. */
export interface Faults {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly corrupt: readonly string[];
  readonly staleLocks: readonly string[];
  readonly leftovers: readonly string[];
}

/** Files of the user, by path, that do not hold the bytes that they wrote. */
export function changedFiles(at: Scene, files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const file = join(at.repository, path);
    const found = existsSync(file) ? readFileSync(file, "utf8") : null;
    return found === text ? [] : [`the user's ${path} holds ${JSON.stringify(found)}`];
  });
}

/** Messages of the user that no answered turn has told. */
export function unansweredMessages(journal: readonly JournalEvent[]): readonly string[] {
  const answered = answeredTurns(journal);
  const asked = eventsOf(journal, "conversation.message-received").map(({ data }) => data.message as string);
  const told = eventsOf(journal, "conversation.turn-begun")
    .filter(({ data }) => data.kind === "user" && answered.includes(data.n as number))
    .flatMap(({ data }) => data.messages as readonly string[]);
  return asked.filter((message) => !told.includes(message)).map((one) => `${one} was never answered`);
}

export function turnsAnsweredTwice(journal: readonly JournalEvent[]): readonly string[] {
  const answered = answeredTurns(journal);
  return answered
    .filter((n, index) => answered.indexOf(n) !== index)
    .map((n) => `turn ${n} was answered twice`);
}

function answeredTurns(journal: readonly JournalEvent[]): readonly number[] {
  return eventsOf(journal, "conversation.turn-answered").map(({ data }) => data.n as number);
}

export function damageOf(at: Scene): readonly string[] {
  return [...journalFindings(at.home), ...repositoryDamage(at)];
}

function journalFindings(home: string): readonly string[] {
  const projects = readdirSync(join(home, "projects"));
  return projects.flatMap((id) => checkJournal(join(home, "projects", id, "journal.db")).findings);
}

function repositoryDamage(at: Scene): readonly string[] {
  try {
    at.git("fsck", "--strict", "--no-dangling", "--no-progress");
    return [];
  } catch (error) {
    return [`git fsck: ${String(error)}`];
  }
}

export function locksOf(at: Scene): readonly string[] {
  return globSync("**/*.lock", { cwd: join(at.repository, ".git") });
}

/** Half-made and half-removed things, on disk and in git. `userFileCount`: files of the user that git does not have as they are. */
export function halfMadeOf(at: Scene, userFileCount: number): readonly string[] {
  const counts: Readonly<Record<string, number>> = leftoversOf(at);
  const named = Object.entries(counts).flatMap(([name, count]) =>
    count === 0 || name === "locks" ? [] : [`${count} ${name}`],
  );
  const ours = globSync("{jarvis/{workspaces,stage,landings,tmp,writes}/*,jarvis/*lock*,worktrees/*}", {
    cwd: join(at.repository, ".git"),
  });
  const beside = globSync("*", { cwd: `${at.repository}-worktrees` });
  const status = at.git("status", "--porcelain", "--untracked-files=all").split("\n").filter(Boolean);
  return [
    ...named,
    ...ours.map((path) => `.git/${path} is left`),
    ...beside.map((path) => `${path} is left beside the repository`),
    ...(status.length === userFileCount ? [] : [`the checkout has other changes: ${status.join(", ")}`]),
  ];
}
