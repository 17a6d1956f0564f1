// A project with busy workers and a long conversation, whose orchestrator writes an answer that does not end.
import type { LiveProject } from "../../src/server/access.ts";
import type { RowUpsert } from "../../src/wire/rows.ts";
import { makeWorkingProject } from "../feed/working-project.ts";

export interface TalkingProject {
  readonly live: LiveProject;
  /** A piece of the answer. */
  sayDelta(text: string): void;
  /** The `n`-th change: what one of the workers does now. */
  noteStep(n: number): void;
}

/** Pairs of a message and its answer that are there already. */
const PAST_TURNS = 30;
const STEPS = ["Read src/app.ts", "Edit src/theme.ts", "Bash npm test", "Grep data-theme", "thinking"];

/** Some Markdown, a word a piece, as a model sends tokens; said over and over. */
export const ANSWER: readonly string[] =
  `The switch keeps its position in \`settings.theme\`, and **every page** reads it from there. What I would do next:

- add a test that toggles twice and compares the colours
- take the colours out of \`src/app.css\`, since they stand in two places
- say in the README how a theme is added

\`\`\`js
export function toggleTheme() {
  current = current === "light" ? "dark" : "light";
  return currentTheme();
}
\`\`\`

| file | lines |
|---|---|
| src/theme.js | 15 |
| src/App.tsx | 3 |

`.match(/\S+\s*/g) ?? [];

export function makeTalkingProject(workerCount: number): TalkingProject {
  const { project, rows, runs, note } = makeWorkingProject(workerCount);
  const listeners = new Set<Parameters<LiveProject["onDelta"]>[0]>();
  const { id, name, root } = project;
  const none = () => {
    throw new RangeError("the benchmark of the page asks only for the feed");
  };
  const live: LiveProject = {
    id,
    name,
    root,
    userAccess: none,
    readTicket: none,
    readTimeline: none,
    readTimelineRow: none,
    readDiff: none,
    runCommand: none,
    rows: { ...rows, all: () => [...rows.all(), ...PAST] },
    readConversation: () => ({ items: [], before: null }),
    onDelta: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onActivity: () => () => undefined,
    get catalogue(): never {
      return none();
    },
  };
  return {
    live,
    sayDelta: (text) => {
      for (const listener of listeners) listener({ conversation: "C1", turn: PAST_TURNS + 1, text });
    },
    noteStep: (n) => {
      const run = runs[n % runs.length];
      if (run !== undefined) note(run, `${STEPS[n % STEPS.length] ?? ""} ${n}`);
    },
  };
}

const PAST: readonly RowUpsert[] = Array.from({ length: PAST_TURNS }, (_, index) => {
  const turn = index + 1;
  const at = Date.now() - (PAST_TURNS - index) * 60_000;
  const said = { n: 2 * turn, at, kind: "user", id: `m-${turn}`, text: `What about page ${turn}?` } as const;
  const answer = { n: 2 * turn + 1, at, kind: "answer", turn, of: "user", text: ANSWER.join("") } as const;
  return [said, answer].map((row) => ({ table: "item", key: String(row.n), row }) as const);
}).flat();
