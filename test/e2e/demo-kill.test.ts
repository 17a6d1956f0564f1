// The demo in which the daemon is killed, and what it says of itself, asked again from git, the journal and the kernel.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changedUserBytes, commitsOf, leftoversOf } from "./demo-evidence.ts";
import { lastJson, runJarvis, type Ending } from "./jarvis-process.ts";
import { eventsOf, readJournal, type Parsed } from "./journal-of.ts";

const DEMO_MS_MAX = 240_000;

let folder: string;
let ending: Ending;
let printed: Parsed;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "jarvis-kill-")));
  ending = await runJarvis(["demo", "--kill", "--json", "--turn-delay-ms", "300", "--keep", folder]);
  printed = lastJson(ending);
}, DEMO_MS_MAX);

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

test("two workers run when the daemon is killed with SIGKILL; after its next start both tickets land, once each", () => {
  const at = { repository: join(folder, "my-app"), home: join(folder, "home") };
  expect(ending.exitCode).toBe(0);
  expect(printed).toMatchObject({ name: "demo-kill", userBytesUntouched: true });
  expect(printed.killed.workers).toHaveLength(2);
  expect(printed.killed.processCount).toBeGreaterThanOrEqual(2);
  const journal = readJournal(at.home);
  for (const { id, landed, commit } of printed.tickets) {
    expect(landed).toBe(true);
    expect(commitsOf(at, id)).toEqual([commit]);
  }
  expect(eventsOf(journal, "ticket.landed")).toHaveLength(2);
  expect(eventsOf(journal, "run.created")).toHaveLength(2);
  // Each worker had an agent before the blow and one after it.
  expect(eventsOf(journal, "run.agent-started").length).toBeGreaterThanOrEqual(4);
});

test("and nothing is left over, nor a byte of the user's changed", () => {
  const at = { repository: join(folder, "my-app"), home: join(folder, "home") };
  const nothing = { worktrees: 0, branches: 0, locks: 0, processes: 0 };
  expect(printed.leftovers).toEqual(nothing);
  expect(leftoversOf(at)).toEqual(nothing);
  expect(changedUserBytes(at.repository)).toEqual([]);
});
