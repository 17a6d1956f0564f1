// What the board says of each ticket, why, and since when. Pure, never stored: facts and state in, words out.
import type { Instant, RunId } from "./ids.ts";
import { assertNever } from "./shared.ts";
import { must, type State } from "./state.ts";
import { waitsFor } from "./ticket/admission.ts";
import type { Ticket } from "./ticket/state.ts";
import { FIX_ROUNDS_MAX, type Run } from "./run/state.ts";
import { colorText } from "./run/texts.ts";

export interface Fact {
  readonly value: string;
  readonly observedAt: Instant;
}

/** The latest observations; null: unknown. */
export interface Facts {
  read(subject: string, name: string): Fact | null;
}

/** One line of the board. Instants, never ages: the reader renders those. */
export interface BoardRow {
  readonly ticket: string;
  readonly stage: string;
  readonly title: string;
  readonly run: string | null;
  readonly worker: string | null;
  readonly branch: string | null;
  readonly lastCommit: string | null;
  readonly status: string;
  readonly since: number;
  /** What the user must do; null: nothing. */
  readonly waitsFor: string | null;
  readonly costUsd: number;
}

export function boardRows(state: State, facts: Facts): readonly BoardRow[] {
  return [...state.tickets.values()].map((ticket) => boardRow(state, facts, ticket));
}

export function boardRow(state: State, facts: Facts, ticket: Ticket): BoardRow {
  const run = latestRun(state, ticket);
  const isUnderWay = ticket.stage.name !== "draft" && ticket.stage.name !== "queued";
  const said = statusOf(state, facts, ticket, isUnderWay ? run : null);
  return {
    ticket: ticket.id,
    stage: ticket.stage.name,
    title: ticket.spec.title,
    run: run?.id ?? null,
    worker: run === null ? null : `W${run.workerNumber}`,
    branch: run?.branch ?? null,
    lastCommit: run === null ? null : lastCommit(facts, run),
    status: said.status,
    since: said.since,
    waitsFor: said.waitsFor,
    costUsd: run?.usage.costUsd ?? 0,
  };
}

export function latestRun(state: State, ticket: Ticket): Run | null {
  return ticket.runCount === 0 ? null : (state.runs.get(`R-${ticket.id.slice(2)}.${ticket.runCount}` as RunId) ?? null); // run ids are made in exactly this form
}

function lastCommit(facts: Facts, run: Run): string | null {
  const seen = facts.read(run.id, "last-commit");
  if (seen !== null) return seen.value;
  return run.head === null ? null : run.head.slice(0, 7);
}

interface Said {
  readonly status: string;
  readonly since: Instant;
  readonly waitsFor: string | null;
}

function statusOf(state: State, facts: Facts, ticket: Ticket, run: Run | null): Said {
  const say = (status: string, since: Instant, needs: string | null = null): Said => ({ status, since, waitsFor: needs });
  switch (ticket.stage.name) {
    case "draft":
      return say("draft", ticket.since, `approve ${ticket.id}`);
    case "queued":
      return say(`queued · waits for ${waitsFor(state, ticket) ?? "its start"}`, ticket.since);
    case "landed":
      return say(`landed · ${ticket.stage.commit.slice(0, 7)}${run === null ? "" : cleanUp(run)}`, ticket.since);
    case "closed":
      return say(`closed · ${ticket.stage.reason} · ${ticket.stage.detail}`, ticket.since);
    case "landing":
      return landingStatus(state, ticket, ticket.stage.landing);
    case "running":
    case "review":
      return run === null ? say("unknown", ticket.since) : runStatus(facts, run);
    default:
      return assertNever(ticket.stage);
  }
}

function runStatus(facts: Facts, run: Run): Said {
  const { stage } = run;
  if (run.attention !== null) return { status: `needs you · ${run.attention}`, since: run.since, waitsFor: `look at Worker ${run.workerNumber}` };
  switch (stage.name) {
    case "preparing":
      return { status: "preparing its worktree", since: run.since, waitsFor: null };
    case "working": {
      const step = facts.read(run.id, "step");
      const round = run.fixRound === 0 ? "" : ` · fix ${run.fixRound}/${FIX_ROUNDS_MAX}`;
      return { status: `working${round} · ${step?.value ?? "unknown"}`, since: step?.observedAt ?? run.since, waitsFor: null };
    }
    case "waiting":
      return { status: `needs you · ${stage.reason}`, since: run.since, waitsFor: `answer Worker ${run.workerNumber}` };
    case "ended":
      return { status: `ended · ${stage.outcome} · ${stage.detail}${cleanUp(run)}`, since: run.since, waitsFor: null };
    case "reported":
      return reportedStatus(run, stage.step);
    default:
      return assertNever(stage);
  }
}

function reportedStatus(run: Run, step: Extract<Run["stage"], { name: "reported" }>["step"]): Said {
  const say = (status: string, needs: string | null = null): Said => ({ status, since: run.since, waitsFor: needs });
  switch (step.name) {
    case "import":
      return say("reported · importing its commits");
    case "check":
      return say("reported · checks run on the merged tree");
    case "review":
      return say(`in review · ${colorText(step.checked)}`);
    case "ready":
      return say(`ready · ${colorText(step.checked)} · review ${step.verdict.opinion === "accept" ? "accepts" : "asks for changes"}`, `land or send back ${run.ticket}`);
    case "conflicted":
      return say(`conflict with the target · ${step.files.join(", ")}`, `tell Worker ${run.workerNumber} what to do`);
    default:
      return assertNever(step);
  }
}

function landingStatus(state: State, ticket: Ticket, id: Extract<Ticket["stage"], { name: "landing" }>["landing"]): Said {
  const { stage, since } = must(state.landings, id);
  const say = (status: string, needs: string | null = null): Said => ({ status, since, waitsFor: needs });
  switch (stage.name) {
    case "queued":
      return say(`landing · place ${state.queue.indexOf(id) + 1} in the queue`);
    case "verifying":
      return say("landing · verifying the exact tree");
    case "landing":
      return stage.blockedBy.length === 0 ? say("landing") : say(`landing waits for your uncommitted ${stage.blockedBy.join(", ")}`, "commit or move these files");
    case "landed":
    case "conflicted":
    case "rejected":
      return say(stage.name);
    default:
      return assertNever(stage);
  }
}

function cleanUp(run: Run): string {
  if (run.stage.name !== "ended" || run.stage.step === "done") return "";
  return run.attention === null ? " · cleaning up" : ` · cleaning up needs you: ${run.attention}`;
}
