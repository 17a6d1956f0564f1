// Looks at everything that JARVIS stands on, without a daemon and beside one: each thing is named with what was found and what to do.
import type { Examined } from "../wire/offline.ts";
import { checkProjects } from "./check-projects.ts";
import type { JournalAccess } from "./journal-access.ts";

/** What is looked at; the composition root knows how. */
export interface ExamineAccess {
  readonly journal: Pick<JournalAccess, "checkJournal">;
  /** Pid and address of the daemon that runs on the home; null: none does. */
  readDaemon(home: string): { readonly pid: number; readonly url: string } | null;
  /** Processes of the home that are alive, with what they are of. */
  readProcesses(home: string): readonly { readonly pid: number; readonly slot: string }[];
  /** The file that stops everything; null: there is none. */
  findStopFile(home: string): string | null;
  /** Of the disk of a folder that need not exist yet. */
  readFreeMb(folder: string): Promise<number | null>;
  /** Version of a program, or why it cannot be used. */
  readGit(): Promise<{ readonly isGood: boolean; readonly text: string }>;
  readModel(home: string): { readonly name: string; readonly payer: string; readonly wall: string | null };
}

/** Under this a worktree of a large repository does not fit beside its build. */
const FREE_MB_MIN = 2_000;
const SLOTS_NAMED = 5;

export async function* examine(home: string, access: ExamineAccess): AsyncGenerator<Examined> {
  yield await gitOf(access);
  yield daemonOf(home, access);
  const stopFile = access.findStopFile(home);
  if (stopFile !== null)
    yield {
      name: "stop file",
      state: "notice",
      found: `${stopFile} is there: everything is stopped`,
      advice: "Remove it, then say: jarvis go-on",
    };
  yield await diskOf(home, access);
  yield modelOf(home, access);
  yield* journalsOf(home, access);
}

async function gitOf(access: ExamineAccess): Promise<Examined> {
  const { isGood, text } = await access.readGit();
  return isGood && isNewEnough(text)
    ? { name: "git", state: "well", found: text, advice: null }
    : { name: "git", state: "problem", found: text, advice: "Install git 2.38 or newer and put it on PATH." };
}

/** `git merge-tree --write-tree`, by which landing merges, came with 2.38. */
function isNewEnough(version: string): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38);
}

function daemonOf(home: string, access: ExamineAccess): Examined {
  const daemon = access.readDaemon(home);
  const processes = access.readProcesses(home);
  const count = `${processes.length} ${processes.length === 1 ? "process" : "processes"} of agents and checks`;
  if (daemon !== null)
    return {
      name: "daemon",
      state: "well",
      found: `runs as pid ${daemon.pid} on ${daemon.url}, with ${count}`,
      advice: null,
    };
  if (processes.length === 0)
    return { name: "daemon", state: "well", found: "does not run; no process is left of one", advice: null };
  const named = processes.slice(0, SLOTS_NAMED).map(({ pid, slot }) => `${pid} (${slot})`);
  return {
    name: "daemon",
    state: "problem",
    found: `does not run, yet ${count} are alive: ${named.join(", ")}`,
    advice: "They end with the next start: jarvis start -d",
  };
}

async function diskOf(home: string, access: ExamineAccess): Promise<Examined> {
  const freeMb = await access.readFreeMb(home);
  if (freeMb === null)
    return {
      name: "disk",
      state: "notice",
      found: `how much is free for ${home} cannot be told`,
      advice: null,
    };
  const found = `${(freeMb / 1_024).toFixed(1)} GB free for ${home}`;
  return freeMb >= FREE_MB_MIN
    ? { name: "disk", state: "well", found, advice: null }
    : {
        name: "disk",
        state: "problem",
        found,
        advice: "Free some: a worker needs a worktree and its build.",
      };
}

function modelOf(home: string, access: ExamineAccess): Examined {
  const { name, payer, wall } = access.readModel(home);
  const found = `${name}; paid by ${payer}`;
  return wall === null
    ? { name: "model", state: "well", found, advice: null }
    : { name: "model", state: "notice", found: `${found}; ${wall}`, advice: "See the limits in README.md." };
}

function* journalsOf(home: string, { journal }: ExamineAccess): Generator<Examined> {
  let count = 0;
  for (const { id, root, check } of checkProjects(home, journal)) {
    count += 1;
    const name = `journal of ${id}`;
    const events = `${check.eventCount} events${root === null ? "" : ` of ${root}`}`;
    yield check.findings.length === 0
      ? { name, state: "well", found: events, advice: null }
      : {
          name,
          state: "problem",
          found: `${events}: ${check.findings.join(" ")}${check.isCutShort ? " There is more." : ""}`,
          advice: "Keep the folder as it is, and restore a backup into another home: jarvis restore PATH",
        };
  }
  if (count === 0)
    yield { name: "journals", state: "well", found: "none yet: no project was opened", advice: null };
}
