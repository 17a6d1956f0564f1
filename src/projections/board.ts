// The board's row of a ticket: what the domain says of it, with the figures that only a dashboard shows.
import { currentAccount } from "../domain/account/gate.ts";
import { readTrouble } from "../domain/facts.ts";
import { boardRow, type Facts } from "../domain/status.ts";
import { latestRun } from "../domain/ticket/latest-run.ts";
import type { State } from "../domain/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";
import type { Ask } from "../domain/run/ask-state.ts";
import { answerable, askDueAt, subjectOf } from "../domain/run/asks.ts";
import type { Run } from "../domain/run/state.ts";
import { boardBudget } from "./budget.ts";
import type { AskRow } from "../wire/ask-row.ts";
import type { BoardRow } from "../wire/rows.ts";

export function boardLine(state: State, facts: Facts, ticket: Ticket): BoardRow {
  const run = latestRun(state, ticket);
  const row = boardRow(state, facts, ticket);
  const budget = boardBudget(state, ticket, run);
  const resumes = row.word === "parked" ? resumesAt(state) : null;
  const asks = run === null ? [] : answerable(run).map((ask) => askRow(state, ask));
  return { ...row, resumesAt: resumes, ...figuresOf(facts, run), budget, asks };
}

function askRow(state: State, ask: Ask): AskRow {
  const { n, asked, askedAt } = ask;
  return {
    n,
    kind: asked.kind,
    tool: asked.kind === "permission" ? asked.tool : "",
    subject: subjectOf(asked),
    detail: asked.kind === "permission" ? asked.detail : "",
    options: asked.kind === "question" ? [...asked.options] : [],
    isMultiple: asked.kind === "question" && asked.isMultiple,
    askedAt,
    dueAt: askDueAt(state, ask),
    isExpired: ask.state.name === "expired",
  };
}

function figuresOf(facts: Facts, run: Run | null) {
  if (run === null)
    return {
      workerType: null,
      base: null,
      step: null,
      seenAt: null,
      isStale: false,
      startedAt: null,
      endedAt: null,
      turnCount: 0,
      tokens: 0,
      ...NO_CHANGE,
    };
  const isWorking = run.stage.name === "working";
  return {
    workerType: run.workerType,
    base: run.base.slice(0, 7),
    step: isWorking ? (facts.read(run.id, "step")?.value ?? null) : null,
    seenAt: facts.read(run.id, "seen")?.observedAt ?? null,
    isStale: isWorking && readTrouble(facts, run.id, "stale") !== null,
    startedAt: run.createdAt,
    endedAt: run.stage.name === "ended" ? run.since : null,
    turnCount: run.usage.turnCount,
    tokens: run.usage.inputTokens + run.usage.outputTokens,
    ...changeOf(facts, run),
  };
}

/** When what is parked is tried again, as far as that is known. */
function resumesAt(state: State): number | null {
  const status = currentAccount(state)?.status;
  return status?.name === "parked" ? status.until : null;
}

interface Change {
  readonly fileCount: number;
  readonly added: number;
  readonly removed: number;
}

const NO_CHANGE: Change = { fileCount: 0, added: 0, removed: 0 };

/** While it works, what its branch was last seen to hold; else what was imported when it last reported. */
function changeOf(facts: Facts, run: Run): Change {
  const seen = run.stage.name === "working" ? facts.read(run.id, "change") : null;
  if (seen === null && run.change !== null) {
    const { fileCount, added, removed } = run.change;
    return { fileCount, added, removed };
  }
  const [fileCount = 0, added = 0, removed = 0] = (seen?.value ?? "").split(" ").map(Number);
  return { fileCount, added, removed };
}
