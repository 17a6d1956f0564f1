// What must hold after all lives of a scene, asked from git, SQLite, the disk and the kernel.
import { commitsOf } from "../e2e/demo-evidence.ts";
import { eventsOf, readJournal } from "../e2e/journal-of.ts";
import {
  changedFiles,
  damageOf,
  halfMadeOf,
  locksOf,
  turnsAnsweredTwice,
  unansweredMessages,
  type Faults,
} from "../e2e/outside-evidence.ts";
import type { Scene } from "../e2e/scene.ts";
import { KEPT_FILE, LANDED_FILE, USER_FILES } from "./plan.ts";

export function faultsOf(at: Scene): Faults {
  const journal = readJournal(at.home);
  const landed = commitsOf(at, "T-1");
  const landedEvents = eventsOf(journal, "ticket.landed");
  return {
    lost: [
      ...(landed.length === 0 ? ["T-1 is not on main"] : []),
      ...changedFiles(at, USER_FILES),
      ...lostBytes(at),
      ...unansweredMessages(journal),
    ],
    twice: [
      ...(landed.length > 1 ? [`T-1 is on main ${landed.length} times: ${landed.join(" ")}`] : []),
      ...(landedEvents.length > 1 ? [`T-1 landed ${landedEvents.length} times by the journal`] : []),
      ...turnsAnsweredTwice(journal),
      ...(eventsOf(journal, "run.created").length > 1 ? ["a second run was made"] : []),
    ],
    corrupt: damageOf(at),
    staleLocks: locksOf(at),
    leftovers: halfMadeOf(at, Object.keys(USER_FILES).length),
  };
}

function lostBytes(at: Scene): readonly string[] {
  const objects = new Set(
    at
      .git("rev-list", "--objects", "--all")
      .split("\n")
      .map((line) => line.slice(0, 40)),
  );
  return [LANDED_FILE, KEPT_FILE].flatMap(({ path, text }) =>
    objects.has(blobOf(at, text)) ? [] : [`nothing leads to the bytes of ${path}`],
  );
}

function blobOf(at: Scene, text: string): string {
  const path = at.ticket(text);
  return at.git("hash-object", "--no-filters", path).trim();
}
