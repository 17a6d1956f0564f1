// What the board says of an agent that works: its step, how fresh that is, and what the user should look at.
import { DAEMON, readTrouble, type Facts } from "../facts.ts";
import type { Instant } from "../ids.ts";
import type { StatusWord } from "../status-word.ts";
import { FIX_ROUNDS_MAX, type Run } from "./state.ts";

export interface Said {
  readonly word: StatusWord;
  readonly status: string;
  readonly since: Instant;
  readonly waitsFor: string | null;
}

export function workingStatus(facts: Facts, run: Run): Said {
  const resume = facts.read(run.id, "resume");
  if (resume !== null)
    return {
      word: "starting",
      status: `waits to go on after the restart · ${resume.value}`,
      since: run.since,
      waitsFor: null,
    };
  const step = facts.read(run.id, "step");
  const round = run.fixRound === 0 ? "" : ` · fix ${run.fixRound}/${FIX_ROUNDS_MAX}`;
  if (step === null) return unseenStatus(facts, run, round);
  const stale = readTrouble(facts, run.id, "stale");
  return {
    word: "working",
    status: `working${round} · ${step.value}${stale === null ? "" : " · last heard"}`,
    since: stale?.observedAt ?? step.observedAt,
    waitsFor: null,
  };
}

/** Nothing was heard of it: its agent starts, or the daemon did after it and nobody has looked yet whether anything of it is alive. */
function unseenStatus(facts: Facts, run: Run, round: string): Said {
  const started = facts.read(DAEMON, "started");
  const isKnown =
    started === null || started.observedAt <= run.since || facts.read(run.id, "process") !== null;
  return isKnown
    ? { word: "starting", status: `working${round} · its agent starts`, since: run.since, waitsFor: null }
    : { word: "unknown", status: `unknown since restart${round}`, since: started.observedAt, waitsFor: null };
}

/** What the user should look at, of an agent that goes on all the same; null: nothing. */
export function troubleAt(facts: Facts, run: Run): Said | null {
  const waitsFor = `look at Worker ${run.workerNumber}`;
  const repeats = readTrouble(facts, run.id, "repeats");
  if (repeats !== null)
    return {
      word: "needs-you",
      status: `needs you · repeats ${repeats.value}`,
      since: repeats.observedAt,
      waitsFor,
    };
  const quiet = readTrouble(facts, run.id, "quiet");
  if (quiet !== null)
    return {
      word: "needs-you",
      status: `needs you · quiet · ${quiet.value}`,
      since: quiet.observedAt,
      waitsFor,
    };
  return null;
}

export function waitingText(waitsFor: string | null): string {
  return waitsFor === null ? "goes on in its turn" : `waits for ${waitsFor}`;
}
